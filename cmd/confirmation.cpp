#include "cmd/confirmation.hpp"

#include "cmd/input_line.hpp"
#include "core/util/text.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>

#include <cstdio>
#include <unistd.h>

namespace fz::cmd {

task<bool> ask_yes_or_no(std::string question) {
  constexpr std::size_t longest_answer = 80;
  std::fprintf(stderr, "%s [y/N] ", question.c_str());
  std::fflush(stderr);
  // A descriptor of its own: asio closes it, stdin stays.
  boost::asio::posix::stream_descriptor input(co_await boost::asio::this_coro::executor,
                                              ::dup(STDIN_FILENO));
  const std::string line = co_await read_first_line(input, "stdin", longest_answer);
  const std::string answer = to_lower(trim(line));
  co_return answer == "y" || answer == "yes";
}

}  // namespace fz::cmd
