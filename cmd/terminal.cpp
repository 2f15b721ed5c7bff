#include "cmd/terminal.hpp"

#include "core/util/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <system_error>
#include <unistd.h>

namespace fz::cmd {

bool is_terminal(std::FILE* stream) { return ::isatty(::fileno(stream)) == 1; }

bool wants_color(std::FILE* stream) {
  const char* no_color = std::getenv("NO_COLOR");
  return (no_color == nullptr || *no_color == '\0') && is_terminal(stream);
}

bool shows_status(std::FILE* stream) {
  const char* kind = std::getenv("TERM");
  return is_terminal(stream) && (kind == nullptr || std::string_view(kind) != "dumb");
}

std::size_t columns_of(std::FILE* stream) {
  winsize size{};
  const bool known = ::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void open_missing_streams() {
  int fd = 0;
  while (fd >= 0 && fd <= STDERR_FILENO) fd = ::open("/dev/null", O_RDWR);
  if (fd > STDERR_FILENO) ::close(fd);
}

void flush_output() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
  throw error(error_kind::file,
              fmt::format("Cannot write the output: {}.", std::generic_category().message(errno)));
}

}  // namespace fz::cmd
