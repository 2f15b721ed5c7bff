#include "cmd/hidden_prompt.hpp"

#include "cmd/input_line.hpp"
#include "core/util/error.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <string_view>
#include <system_error>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace fz::cmd {
namespace {

/// What a line may hold before the terminal drops the rest of it: termios(3), canonical mode.
constexpr std::size_t longest_line = 4095;

error no_terminal() {
  return error(error_kind::usage, fmt::format("Cannot ask for the password on the terminal: {}.",
                                              std::generic_category().message(errno)));
}

int open_terminal() {
  const int fd = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) throw no_terminal();
  return fd;
}

}  // namespace

/// Shared with the handler of signals: it may still stand in the loop's queue when the prompt is
/// gone.
struct hidden_prompt::device : std::enable_shared_from_this<device> {
  explicit device(const boost::asio::any_io_executor& executor)
      : stream(executor, open_terminal()), signals(executor, SIGTSTP, SIGQUIT) {
    if (::tcgetattr(stream.native_handle(), &as_found) != 0) throw no_terminal();
  }

  /// False: what is typed would be seen.
  bool hide() {
    termios hidden = as_found;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    return set(hidden);
  }

  bool show() { return set(as_found); }

  bool set(const termios& state) {
    int result = 0;
    do {
      result = ::tcsetattr(stream.native_handle(), TCSAFLUSH, &state);
    } while (result != 0 && errno == EINTR);
    return result == 0;
  }

  void write(std::string_view text) {
    [[maybe_unused]] const ssize_t ignored =
        ::write(stream.native_handle(), text.data(), text.size());
  }

  /// Ctrl-Z and Ctrl-\ do what they do elsewhere, but with the terminal as it was found.
  void watch_signals() {
    signals.async_wait([self = shared_from_this()](boost::system::error_code stopped, int number) {
      if (stopped) return;
      self->write("\n");
      self->show();
      self->signals.remove(number);
      ::raise(number);
      self->signals.add(number);
      self->hide();
      self->write(self->question);
      self->watch_signals();
    });
  }

  boost::asio::posix::stream_descriptor stream;
  boost::asio::signal_set signals;
  termios as_found{};
  std::string question;
};

hidden_prompt::hidden_prompt(const boost::asio::any_io_executor& executor)
    : device_(std::make_shared<device>(executor)) {
  if (!device_->hide()) throw no_terminal();
  device_->watch_signals();
}

hidden_prompt::~hidden_prompt() {
  device_->signals.cancel();
  device_->show();
}

task<std::string> hidden_prompt::ask(std::string question) {
  struct line_end {
    device& on;
    ~line_end() { on.write("\n"); }
  } const at_end{*device_};
  device_->question = std::move(question);
  device_->write(device_->question);
  std::string line = co_await read_first_line(device_->stream, "the terminal", longest_line);
  if (line.size() >= longest_line) {
    throw error(error_kind::usage,
                "The password is too long for a terminal: use --password-file FILE.");
  }
  co_return line;
}

}  // namespace fz::cmd
