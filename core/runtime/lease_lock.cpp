#include "core/runtime/lock_holder.hpp"
#include "core/runtime/migration_lock.hpp"
#include "core/util/error.hpp"
#include "core/util/identity.hpp"
#include "core/util/text.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <random>
#include <string>
#include <unistd.h>
#include <utility>

namespace fz {
namespace {

using clock = std::chrono::steady_clock;

/// A lease that is not renewed for so long is free for others; it is renewed three times as often.
constexpr std::chrono::seconds lease_time(30);

std::string random_name() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

/// "ada on build7, process 4242": what those who wait are told.
std::string shown_name() {
  const identity who = own_identity();
  return fmt::format("{} on {}, process {}", who.user, who.host, ::getpid());
}

class lease_lock final : public migration_lock {
 public:
  lease_lock(pooled_connection own, std::string table)
      : own_(std::move(own)), table_(std::move(table)), owner_(random_name()) {}

  bool was_waited_for() const noexcept override { return waited_; }
  connection* observer() noexcept override { return nullptr; }
  std::int64_t working_session() const noexcept override { return 0; }

  /// Fails the step if the lease has become another's, and keeps it from becoming so before the
  /// step's transaction has ended.
  std::optional<batch::change> fence() const override {
    return batch::change{statement(renewal(), parameters{owner_}), 1};
  }

  task<> keep() override {
    boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
    for (;;) {
      pause.expires_after(lease_time / 3);
      co_await pause.async_wait(boost::asio::use_awaitable);
      statement renew(renewal(), parameters{owner_});
      co_await own_->execute(std::move(renew));
    }
  }

  task<> release() override {
    statement removal(fmt::format("DELETE FROM {} WHERE id = 1 AND owner = $1", table_),
                      parameters{owner_});
    outcome<std::uint64_t> ignored;
    if (own_->is_open()) co_await ignored.hold(own_->execute(std::move(removal)));
  }

  task<> take(const lock_request& wanted) {
    co_await make_table();
    constexpr std::chrono::milliseconds between_attempts(250);
    const clock::time_point end = clock::now() + wanted.timeout;
    boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
    for (bool told = false;; told = true) {
      const bool taken = co_await try_take();
      if (taken) co_return;
      waited_ = true;
      const std::string holder = co_await describe_holder();
      if (clock::now() >= end) throw not_free(wanted.timeout, holder);
      if (!told) {
        wanted.reporter.log(log_level::info, "runtime",
                            "Waiting for the migration lock, which is held by " + holder);
      }
      pause.expires_after(between_attempts);
      co_await pause.async_wait(boost::asio::use_awaitable);
    }
  }

 private:
  std::string renewal() const {
    return fmt::format(
        "UPDATE {} SET expires = clock_timestamp() + interval '{} s' WHERE id = 1 AND owner = $1",
        table_, lease_time.count());
  }

  task<> make_table() {
    statement question("SELECT (to_regclass($1) IS NOT NULL)::int", parameters{table_});
    const auto there = co_await own_->query(std::move(question));
    if (there.at(0)[0] == value(std::int64_t{1})) co_return;
    co_await own_->execute(
        fmt::format("CREATE TABLE IF NOT EXISTS {} (id INTEGER PRIMARY KEY, "
                    "owner VARCHAR(32) NOT NULL, shown VARCHAR(255) NOT NULL, "
                    "expires TIMESTAMPTZ NOT NULL)",
                    table_));
  }

  task<bool> try_take() {
    statement attempt(
        fmt::format("INSERT INTO {0} (id, owner, shown, expires) VALUES (1, $1, $2, "
                    "clock_timestamp() + interval '{1} s') ON CONFLICT (id) DO UPDATE SET "
                    "owner = excluded.owner, shown = excluded.shown, expires = excluded.expires "
                    "WHERE {0}.expires < clock_timestamp()",
                    table_, lease_time.count()),
        parameters{owner_, shown_name()});
    const std::uint64_t rows = co_await own_->execute(std::move(attempt));
    co_return rows == 1;
  }

  task<std::string> describe_holder() {
    const auto rows = co_await own_->query("SELECT shown FROM " + table_);
    if (rows.empty()) co_return "nobody any more";
    co_return printable(to_string(rows.front()[0]));
  }

  static error not_free(std::chrono::milliseconds waited, const std::string& holder) {
    return error(error_kind::lock,
                 fmt::format("The migration lock was not free within {}; it is held by {}. Nothing "
                             "was run. --lock-timeout waits longer.",
                             in_words(waited), holder));
  }

  pooled_connection own_;
  std::string table_;
  std::string owner_;
  bool waited_ = false;
};

}  // namespace

task<std::unique_ptr<migration_lock>> take_lease_lock(lock_request wanted) {
  const version_table beside(wanted.table.name() + "_lock", wanted.table.schema());
  pooled_connection own = co_await wanted.database->connect();
  auto lock = std::make_unique<lease_lock>(std::move(own), beside.qualified_name());
  co_await lock->take(wanted);
  co_return lock;
}

}  // namespace fz
