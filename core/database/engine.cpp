#include "core/database/engine.hpp"

#include <algorithm>

namespace fz {

pooled_connection::~pooled_connection() {
  if (connection_) engine_->give_back(std::move(connection_));
}

engine::engine(connector open, std::size_t pool_size, sharing how)
    : open_(std::move(open)),
      slots_(how == sharing::shared ? 1 : std::max<std::size_t>(pool_size, 1)),
      sharing_(how) {}

task<pooled_connection> engine::connect() {
  while (!shared_ && lent_ >= slots_) co_await waiting_.wait();
  ++lent_;
  outcome<std::shared_ptr<connection>> opened;
  co_await opened.capture(open_or_reuse());
  if (opened.failure()) {
    --lent_;
    waiting_.wake_all();
  }
  co_return pooled_connection(*this, opened.take());
}

task<std::shared_ptr<connection>> engine::open_or_reuse() {
  if (shared_) co_return shared_;
  while (!idle_.empty()) {
    auto reused = std::move(idle_.back());
    idle_.pop_back();
    if (reused->is_open()) co_return reused;  // else the database went away meanwhile
  }
  std::shared_ptr<connection> opened = co_await open_();
  if (sharing_ == sharing::shared) {
    shared_ = opened;
    waiting_.wake_all();
  }
  co_return opened;
}

void engine::give_back(std::shared_ptr<connection> returned) noexcept {
  --lent_;
  // One that was left in the middle of a transaction is closed: that rolls back.
  const bool reusable =
      sharing_ == sharing::exclusive && !returned->in_transaction() && returned->is_open();
  if (reusable) idle_.push_back(std::move(returned));
  waiting_.wake_all();
}

}  // namespace fz
