#include "core/http/shared_pages.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace fz::http {

task<std::shared_ptr<const shared_pages::page>> shared_pages::read(std::int64_t limit,
                                                                   std::int64_t offset) {
  const key wanted{limit, offset};
  slot& mine = slots_[wanted];
  std::shared_ptr<reading> own = mine.running ? mine.next : nullptr;
  if (own) {
    co_await wait_for(own);
  } else {
    const auto loop = co_await boost::asio::this_coro::executor;
    own = std::make_shared<reading>(loop);
    const std::shared_ptr<reading> before = mine.running;
    (before ? mine.next : mine.running) = own;
    if (before) co_await wait_for(before);
    co_await run(wanted, own);
  }
  if (own->result.failure()) std::rethrow_exception(own->result.failure());
  outcome<std::shared_ptr<const page>> copy = own->result;
  co_return copy.take();
}

task<> shared_pages::wait_for(std::shared_ptr<reading> other) {
  while (!other->has_ended) {
    boost::system::error_code woken;
    co_await other->ended.async_wait(
        boost::asio::redirect_error(boost::asio::use_awaitable, woken));
  }
}

task<> shared_pages::run(key wanted, std::shared_ptr<reading> own) {
  co_await own->result.capture(read_anew(wanted));
  slot& mine = slots_[wanted];
  mine.running = std::move(mine.next);
  mine.next = nullptr;
  if (!mine.running) slots_.erase(wanted);
  own->has_ended = true;
  own->ended.cancel();
}

task<std::shared_ptr<const shared_pages::page>> shared_pages::read_anew(key wanted) {
  auto fresh = std::make_shared<page>();
  user_query query;
  query.limit = wanted.first;
  query.offset = wanted.second;
  fresh->users = co_await store_.read_page(std::move(query));
  fresh->body = std::make_shared<const std::string>("{\"users\":[" + fresh->users.json + "]}");
  co_return fresh;
}

}  // namespace fz::http
