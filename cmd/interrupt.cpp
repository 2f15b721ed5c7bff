#include "cmd/interrupt.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/run.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>

#include <csignal>
#include <memory>
#include <unistd.h>
#include <vector>

namespace fz::cmd {
namespace {

bool is_ignored(int number) {
  struct sigaction current {};
  return ::sigaction(number, nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

/// The signals that end a run. SIGHUP stays ignored if it was when the program started: by nohup.
const std::vector<int>& heeded_signals() {
  static const std::vector<int> heeded = [] {
    std::vector<int> numbers{SIGINT, SIGTERM};
    if (!is_ignored(SIGHUP)) numbers.push_back(SIGHUP);
    return numbers;
  }();
  return heeded;
}

/// Shared with the handlers: one may still stand in the loop's queue when the work has ended.
struct watch : std::enable_shared_from_this<watch> {
  watch(const boost::asio::any_io_executor& executor, const std::function<void()>& on_hangup)
      : signals(executor), hangup(on_hangup) {
    for (const int number : heeded_signals()) signals.add(number);
  }

  void wait() {
    signals.async_wait([self = shared_from_this()](boost::system::error_code stopped, int number) {
      if (stopped || self->ended) return;  // to wait on would keep the loop from ending
      if (number == SIGHUP && self->hangup) {
        self->hangup();
        self->wait();
        return;
      }
      if (self->seen) ::_exit(130);
      self->seen = true;
      self->source.cancel();
      self->wait();
    });
  }

  boost::asio::signal_set signals;
  const std::function<void()>& hangup;
  cancel_source source;
  bool seen = false;
  bool ended = false;
};

task<int> watch_over(task<int> work, const std::function<void()>& hangup) {
  const auto loop = co_await boost::asio::this_coro::executor;
  const auto watching = std::make_shared<watch>(loop, hangup);
  watching->wait();
  outcome<int> ended;
  co_await ended.capture(with_cancellation(std::move(work), watching->source));
  watching->ended = true;
  watching->signals.cancel();
  co_return ended.take();
}

void leave(int) { ::_exit(130); }

/// When this ends, a signal ends the process at once, as a second one does.
class leave_when_signalled {
 public:
  leave_when_signalled() {
    // Asio gives a signal back to the system with the last set that waits for it: without this one
    // there would be a moment between that and the end.
    static auto& idle = *new boost::asio::io_context(1);
    static auto& kept = *new boost::asio::signal_set(idle);
    for (const int number : heeded_signals()) kept.add(number);
  }
  leave_when_signalled(const leave_when_signalled&) = delete;
  leave_when_signalled& operator=(const leave_when_signalled&) = delete;
  ~leave_when_signalled() {
    for (const int number : heeded_signals()) std::signal(number, leave);
  }
};

}  // namespace

int run_interruptible(task<int> work, const std::function<void()>& hangup) {
  const leave_when_signalled afterwards;
  return run(watch_over(std::move(work), hangup));
}

}  // namespace fz::cmd
