#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <libpq-fe.h>
#include <memory>

namespace fz::postgresql {

/// The wish that the statements of one call be cancelled, sent to the server until the call has
/// ended: a request that reaches the server between two statements cancels nothing. Shared with
/// the coroutine that sends.
class server_cancel : public std::enable_shared_from_this<server_cancel> {
 public:
  server_cancel(const boost::asio::any_io_executor& executor, thread_pool& pool,
                std::shared_ptr<PGcancel> handle);

  /// Begins to send. Later calls do nothing more.
  void ask();

  bool asked() const noexcept { return asked_; }

  /// The call has ended: waits until no request is on its way that could hit the next one.
  task<> settle();

 private:
  static task<> send_until_over(std::shared_ptr<server_cancel> self);

  boost::asio::any_io_executor executor_;
  thread_pool& pool_;
  std::shared_ptr<PGcancel> handle_;
  boost::asio::steady_timer pause_;
  boost::asio::steady_timer idle_;
  bool asked_ = false;
  bool over_ = false;
  bool sending_ = false;
};

}  // namespace fz::postgresql
