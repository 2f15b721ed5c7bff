#include "cmd/input_line.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace fz::cmd {
namespace {

namespace asio = boost::asio;

/// Waits until a read would not block.
task<> wait_for_input(asio::posix::stream_descriptor& input) {
  boost::system::error_code failed;
  co_await input.async_wait(asio::posix::descriptor_base::wait_read,
                            asio::redirect_error(asio::use_awaitable, failed));
  // So it is with regular files, of which a read never blocks.
  if (failed == asio::error::operation_not_supported) co_return;
  if (failed) throw boost::system::system_error(failed);
}

}  // namespace

task<std::string> read_first_line(asio::posix::stream_descriptor& input, std::string name,
                                  std::size_t longest) {
  std::string line(longest + 2, '\0');
  std::size_t filled = 0;
  std::size_t end = std::string::npos;
  while (end == std::string::npos && filled < line.size()) {
    co_await wait_for_input(input);
    const ssize_t count = ::read(input.native_handle(), line.data() + filled, line.size() - filled);
    if (count == 0) break;
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) {
      throw error(error_kind::file, fmt::format("Cannot read {}: {}.", printable(name),
                                                std::generic_category().message(errno)));
    }
    const std::size_t before = filled;
    filled += static_cast<std::size_t>(count);
    end = std::string_view(line).substr(0, filled).find('\n', before);
  }
  if (end == std::string::npos) {
    line.resize(filled);
    co_return line;
  }
  line.resize(end > 0 && line[end - 1] == '\r' ? end - 1 : end);
  co_return line;
}

}  // namespace fz::cmd
