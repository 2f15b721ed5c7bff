#pragma once

#include "core/async/task.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <cstddef>
#include <string>

namespace fz::cmd {

/// The first line of `input` without its line end (LF or CRLF), or all of it if it has none. Not
/// more than `longest` + 2 bytes are read: a longer result means that the line is longer. What
/// follows the line may be read too and is dropped. The loop keeps running meanwhile, and a
/// cancellation ends the wait. Throws error(file) that names `name` if it cannot be read.
task<std::string> read_first_line(boost::asio::posix::stream_descriptor& input, std::string name,
                                  std::size_t longest);

}  // namespace fz::cmd
