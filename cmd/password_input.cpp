#include "cmd/password_input.hpp"

#include "cmd/hidden_prompt.hpp"
#include "cmd/input_line.hpp"
#include "cmd/terminal.hpp"
#include "core/users/password_hash.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace fz::cmd {
namespace {

/// More than a user types, and a bound for what is read of a binary file.
constexpr std::size_t longest_password = 65'536;

constexpr std::string_view ways =
    "Use --password-stdin, --password-file FILE, or FZ_PASSWORD in the environment with "
    "--no-input.";

error unreadable(const std::string& name) {
  return error(error_kind::file,
               fmt::format("Cannot read {}: {}.", name, std::generic_category().message(errno)));
}

/// The first line of what `fd` (from now on owned) reads; `name` stands for it in messages.
task<std::string> read_from(int fd, std::string name) {
  const auto executor = co_await boost::asio::this_coro::executor;
  if (fd < 0) throw unreadable(name);
  boost::asio::posix::stream_descriptor input(executor, fd);
  if (::isatty(fd) == 1) {
    throw error(error_kind::usage,
                fmt::format("{} is a terminal, which would show what you type. Leave the option "
                            "out to be asked for the password, hidden.",
                            name));
  }
  co_return co_await read_first_line(input, std::move(name), longest_password);
}

task<std::string> ask_once() {
  hidden_prompt terminal(co_await boost::asio::this_coro::executor);
  co_return co_await terminal.ask("Password: ");
}

task<std::string> ask_twice(account_rules rules) {
  hidden_prompt terminal(co_await boost::asio::this_coro::executor);
  std::string password = co_await terminal.ask("Password: ");
  check_password(password, rules);
  std::string again = co_await terminal.ask("Password again: ");
  const bool same = password == again;
  wipe(again);
  if (!same) throw error(error_kind::users, "The passwords do not match.");
  co_return password;
}

std::string from_context() {
  const char* given = std::getenv("FZ_PASSWORD");
  if (given == nullptr) {
    throw error(error_kind::usage,
                fmt::format("No password was given, and --no-input forbids asking. {}", ways));
  }
  std::string password = given;
  if (password.ends_with('\n')) password.pop_back();
  if (password.ends_with('\r')) password.pop_back();
  return password;
}

/// Some editors write U+FEFF at the beginning of a file.
std::string without_byte_order_mark(std::string password) {
  constexpr std::string_view mark = "\ufeff";
  if (password.starts_with(mark)) password.erase(0, mark.size());
  return password;
}

/// The password, if it does not come from the person at the terminal.
task<std::optional<std::string>> read_unless_typed(password_source source) {
  if (source.from_stdin) {
    co_return co_await read_from(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0), "stdin");
  }
  if (source.file) {
    // Non-blocking, so that the loop can wait for a FIFO.
    const int fd = ::open(source.file->c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    co_return co_await read_from(fd, quote(*source.file));
  }
  if (source.no_input) co_return from_context();
  if (is_terminal(stdin)) co_return std::nullopt;
  const bool almost = std::getenv("FZ_PASSWORD") != nullptr;
  throw error(error_kind::usage,
              fmt::format("No password was given, and there is no terminal to ask for one. {}",
                          almost ? "FZ_PASSWORD is set: add --no-input to use it." : ways));
}

/// At most one; --no-input goes with all of them.
void check_sources(const password_source& source) {
  std::vector<std::string> given;
  if (source.from_stdin) given.emplace_back("--password-stdin");
  if (source.file) given.emplace_back("--password-file");
  if (source.generate) given.emplace_back("--generate");
  if (source.hash) given.emplace_back("--hash");
  if (given.size() < 2) return;
  throw error(error_kind::usage,
              fmt::format("{} exclude each other: give only one.", enumerate(given)));
}

}  // namespace

void add_password_options(command_spec& added, password_source& source) {
  added
      .flag("--password-stdin", source.from_stdin, "Read the password from the first line of stdin")
      .option("--password-file", source.file, "FILE",
              "Read the password from the first line of a file")
      .flag("--no-input", source.no_input, "Do not ask: read the password from FZ_PASSWORD")
      .refused("-p,--password,--passwd",
               fmt::format("A password is never part of a command line, where others can read it "
                           "in the list of processes and in the shell's history. Leave it out to "
                           "be asked. {}",
                           ways));
}

void add_new_password_options(command_spec& added, password_source& source) {
  added.flag("--generate", source.generate, "Make a strong password and print it once")
      .option("--hash", source.hash, "HASH",
              "Store this Argon2 or bcrypt hash; no password is asked for");
}

task<read_secret> read_new_secret(password_source source, account_rules rules) {
  check_sources(source);
  read_secret result;
  if (source.hash) {
    result.secret.hash = std::move(*source.hash);
    if (result.secret.hash.empty()) throw error(error_kind::usage, "The hash is empty.");
    co_return result;
  }
  if (source.generate) {
    result.generated = generate_password();
    result.secret.password = result.generated;
    co_return result;
  }
  std::optional<std::string> given = co_await read_unless_typed(std::move(source));
  if (!given) given = co_await ask_twice(rules);
  result.secret.password = without_byte_order_mark(std::move(*given));
  check_password(result.secret.password, rules);
  co_return result;
}

task<std::string> read_password(password_source source) {
  check_sources(source);
  std::optional<std::string> given = co_await read_unless_typed(std::move(source));
  if (!given) given = co_await ask_once();
  co_return without_byte_order_mark(std::move(*given));
}

}  // namespace fz::cmd
