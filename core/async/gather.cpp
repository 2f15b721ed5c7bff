#include "core/async/gather.hpp"

#include "core/async/cancellation.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>
#include <memory>

namespace fz {
namespace {

namespace asio = boost::asio;

/// The tasks of one gather(), shared with the handlers of those that run.
class gathering : public std::enable_shared_from_this<gathering> {
 public:
  gathering(const asio::any_io_executor& executor, std::vector<task<>> tasks, std::size_t limit)
      : executor_(executor),
        tasks_(std::move(tasks)),
        sources_(tasks_.size()),
        limit_(limit),
        ended_(executor, asio::steady_timer::time_point::max()) {}

  void start_more() {
    while (running_ < limit_ && next_ < tasks_.size() && !stopping_) {
      const std::size_t index = next_++;
      sources_[index] = std::make_unique<cancel_source>();
      ++running_;
      asio::co_spawn(executor_, std::move(tasks_[index]),
                     asio::bind_cancellation_slot(
                         sources_[index]->slot(),
                         [self = shared_from_this(), index](const std::exception_ptr& failure) {
                           self->ended(index, failure);
                         }));
    }
  }

  void stop() {
    stopping_ = true;
    for (const auto& source : sources_) {
      if (source) source->cancel();
    }
  }

  bool running() const noexcept { return running_ > 0; }
  bool complete() const noexcept { return next_ == tasks_.size(); }
  const std::exception_ptr& failure() const noexcept { return failure_; }
  asio::steady_timer& all_ended() noexcept { return ended_; }

 private:
  void ended(std::size_t index, const std::exception_ptr& failure) {
    --running_;
    sources_[index].reset();
    if (failure && !failure_) {
      failure_ = failure;
      stop();
    }
    start_more();
    if (running_ == 0) ended_.cancel();
  }

  asio::any_io_executor executor_;
  std::vector<task<>> tasks_;
  std::vector<std::unique_ptr<cancel_source>> sources_;
  std::size_t limit_;
  std::size_t next_ = 0;
  std::size_t running_ = 0;
  bool stopping_ = false;
  std::exception_ptr failure_;
  asio::steady_timer ended_;  // never expires: cancelled when the last task has ended
};

}  // namespace

task<> gather(std::vector<task<>> tasks, std::size_t limit) {
  const auto work = std::make_shared<gathering>(co_await asio::this_coro::executor,
                                                std::move(tasks), std::max<std::size_t>(limit, 1));
  work->start_more();
  const asio::cancellation_state own = co_await asio::this_coro::cancellation_state;
  {
    const cancellation_forward forward(own.slot(), [work] { work->stop(); });
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);  // the tasks are waited for in any case
    while (work->running()) {
      boost::system::error_code ignored;
      co_await work->all_ended().async_wait(asio::bind_cancellation_slot(
          asio::cancellation_slot(), asio::redirect_error(asio::use_awaitable, ignored)));
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
  }
  if (work->failure()) std::rethrow_exception(work->failure());
  if (!work->complete()) throw_cancelled();
}

}  // namespace fz
