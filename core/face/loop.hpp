#pragma once

#include "core/async/cancellation.hpp"
#include "core/async/outcome.hpp"
#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace fz::face {

/// A loop that runs as long as a caller waits for it, on the caller's thread. The connections that
/// live on it stay open between two calls.
class loop {
 public:
  fz::thread_pool& pool() noexcept { return pool_; }

  /// Runs `work` and gives its value or throws what it threw; `stop` cancels it. Callers from
  /// several threads take turns. Throws std::logic_error for a call from within another one, which
  /// would wait for itself.
  template <class T>
  T wait(task<T> work, const std::stop_token& stop = {});

 private:
  /// One caller's turn.
  class turn {
   public:
    explicit turn(loop& of);
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;
    ~turn() { loop_.caller_ = std::thread::id(); }

   private:
    loop& loop_;
    std::unique_lock<std::mutex> lock_;
  };

  std::mutex turns_;
  std::atomic<std::thread::id> caller_{};
  boost::asio::io_context context_{1};
  fz::thread_pool pool_{4};  // the last: its threads end first
};

template <class T>
T loop::wait(task<T> work, const std::stop_token& stop) {
  const turn mine(*this);
  outcome<T> ended;
  // Shared with what is posted: it may still be in the queue when the work has ended.
  const auto source = std::make_shared<cancel_source>();
  context_.restart();
  boost::asio::co_spawn(context_, ended.capture(with_cancellation(std::move(work), *source)),
                        boost::asio::detached);
  const std::stop_callback on_stop(
      stop, [this, source] { boost::asio::post(context_, [source] { source->cancel(); }); });
  context_.run();
  return ended.take();
}

}  // namespace fz::face
