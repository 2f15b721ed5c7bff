#include "core/async/sleep.hpp"
#include "core/database/database_error.hpp"
#include "core/lock/lock_wait.hpp"
#include "core/lock/migration_lock.hpp"
#include "core/util/duration.hpp"
#include "core/util/identity.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <functional>
#include <string>
#include <utility>
#include <variant>

namespace fz {
namespace {

/// True for what goes by: another session was at the row at the same moment.
bool is_passing(const std::exception_ptr& failure) {
  return condition_of(failure) == database_condition::locked;
}

class lease_lock final : public migration_lock {
 public:
  lease_lock(pooled_connection own, const lock_request& wanted)
      : own_(std::move(own)),
        wanted_(wanted),
        database_(*wanted.database),
        observer_(wanted.observer),
        time_(wanted.lease),
        table_(version_table(wanted.table.name() + "_lock", wanted.table.schema())),
        name_(table_.qualified_name()),
        owner_(random_name()) {}

  bool taken(answers) override { return false; }

  /// Fails the step if the lease has become another's, and keeps it from becoming so before the
  /// step's transaction has ended.
  std::optional<batch::change> fence() const override {
    batch::change still_held{renewal(), 1};
    still_held.otherwise = lost();
    return still_held;
  }

  /// Three times as often as is needed; a renewal that fails is made up for by the next.
  task<> keep() override {
    for (;;) {
      co_await sleep(time_ / 3);
      outcome<std::uint64_t> renewed;
      co_await renewed.capture(run(renewal()));
      if (renewed.failure() || renewed.take() == 1) continue;
      observer_.lock_lost(lost());
      co_return;
    }
  }

  task<> release() override {
    statement removal(fmt::format("DELETE FROM {} WHERE id = 1 AND owner = $1", name_),
                      parameters{owner_});
    outcome<std::uint64_t> ignored;
    co_await ignored.capture(run(std::move(removal)));
  }

  task<> wait() override {
    constexpr std::chrono::milliseconds between_attempts(250);
    co_await make_table();
    const std::function<task<bool>()> attempt = [this] { return try_take(); };
    const std::function<task<std::string>()> holder = [this] { return describe_holder(); };
    lock_wait wait(wanted_, between_attempts, holder);
    co_await wait.until(attempt);
  }

 private:
  /// Runs it on the lease's own connection, or on a new one if that was lost.
  task<std::uint64_t> run(statement s) {
    if (!own_ || !(*own_)->is_open()) {
      own_.reset();
      pooled_connection fresh = co_await database_.connect();
      own_.emplace(std::move(fresh));
    }
    co_return co_await (*own_)->execute(std::move(s));
  }

  std::string until() const {
    return fmt::format("clock_timestamp() + interval '{} milliseconds'", time_.count());
  }

  statement renewal() const {
    return {fmt::format("UPDATE {} SET expires = {} WHERE id = 1 AND owner = $1", name_, until()),
            parameters{owner_}};
  }

  std::string lost() const {
    return fmt::format(
        "This run has lost the migration lock: its lease in {} was not renewed within {}, and "
        "another runner took it over or somebody removed it",
        printable(table_.name()), in_words(time_));
  }

  /// Of several that make it at once all but one may fail, in more than one way: then it is there.
  task<> make_table() {
    for (int attempts_left = 3;; --attempts_left) {
      statement question("SELECT (to_regclass($1) IS NOT NULL)::int", parameters{name_});
      const auto there = co_await (*own_)->query(std::move(question));
      if (there.at(0)[0] == value(std::int64_t{1})) co_return;
      statement creation(
          fmt::format("CREATE TABLE IF NOT EXISTS {} (id INTEGER PRIMARY KEY, "
                      "owner VARCHAR(32) NOT NULL, shown TEXT NOT NULL, "
                      "taken TIMESTAMPTZ NOT NULL, expires TIMESTAMPTZ NOT NULL)",
                      name_));
      outcome<std::uint64_t> made;
      co_await made.capture(run(std::move(creation)));
      if (!made.failure()) co_return;
      if (attempts_left <= 0 && !is_passing(made.failure())) made.take();
    }
  }

  task<bool> try_take() {
    statement attempt(
        fmt::format("INSERT INTO {0} (id, owner, shown, taken, expires) "
                    "VALUES (1, $1, $2, clock_timestamp(), {1}) ON CONFLICT (id) DO UPDATE SET "
                    "owner = excluded.owner, shown = excluded.shown, taken = excluded.taken, "
                    "expires = excluded.expires WHERE {0}.expires < clock_timestamp()",
                    name_, until()),
        parameters{owner_, process_name()});
    outcome<std::uint64_t> rows;
    co_await rows.capture(run(std::move(attempt)));
    if (is_passing(rows.failure())) co_return false;
    co_return rows.take() == 1;
  }

  task<std::string> describe_holder() {
    const auto rows = co_await (*own_)->query(fmt::format(
        "SELECT shown, (extract(epoch FROM clock_timestamp() - taken) * 1000)::bigint FROM {}",
        name_));
    if (rows.empty()) co_return std::string();
    const row& r = rows.front();
    const std::chrono::milliseconds held(std::get<std::int64_t>(r[1]));
    co_return printable(fmt::format("{}, for {}", to_string(r[0]), in_words(held)));
  }

  std::optional<pooled_connection> own_;
  lock_request wanted_;
  engine& database_;
  lock_observer& observer_;
  std::chrono::milliseconds time_;
  version_table table_;
  std::string name_;
  std::string owner_;
};

}  // namespace

std::unique_ptr<migration_lock> make_lease_lock(lock_request wanted, pooled_connection own) {
  return std::make_unique<lease_lock>(std::move(own), wanted);
}

}  // namespace fz
