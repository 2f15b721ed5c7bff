#include "cmd/interrupt.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/run.hpp"

#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>

#include <csignal>
#include <memory>
#include <unistd.h>

namespace fz::cmd {
namespace {

/// Shared with the handlers: one may still stand in the loop's queue when the work has ended.
struct watch : std::enable_shared_from_this<watch> {
  explicit watch(const boost::asio::any_io_executor& executor)
      : signals(executor, SIGINT, SIGTERM, SIGHUP) {}

  void wait() {
    signals.async_wait([self = shared_from_this()](boost::system::error_code stopped, int) {
      if (stopped) return;
      if (self->seen) ::_exit(130);
      self->seen = true;
      self->source.cancel();
      self->wait();
    });
  }

  boost::asio::signal_set signals;
  cancel_source source;
  bool seen = false;
};

task<int> watch_over(task<int> work) {
  const auto watching = std::make_shared<watch>(co_await boost::asio::this_coro::executor);
  watching->wait();
  outcome<int> ended;
  co_await ended.hold(with_cancellation(std::move(work), watching->source));
  watching->signals.cancel();
  co_return ended.take();
}

void leave(int) { ::_exit(130); }

/// At its end a signal ends the process as a second one does, instead of as nobody has asked for.
struct leave_when_signalled {
  ~leave_when_signalled() {
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, leave);
  }
};

}  // namespace

int run_interruptible(task<int> work) {
  const leave_when_signalled afterwards;
  return run(watch_over(std::move(work)));
}

}  // namespace fz::cmd
