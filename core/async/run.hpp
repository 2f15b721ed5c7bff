#pragma once

#include "core/async/outcome.hpp"
#include "core/async/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <utility>

namespace fz {

/// Runs a loop on this thread until `main` has ended, and gives its value or throws what it threw:
/// the one place where a program blocks. Everything that `main` starts lives on this thread.
template <class T>
T run(task<T> main) {
  // Declared first: what the loop still holds when it goes may refer to the result.
  outcome<T> result;
  boost::asio::io_context loop(1);
  boost::asio::co_spawn(loop, result.capture(std::move(main)), boost::asio::detached);
  loop.run();
  return result.take();
}

}  // namespace fz
