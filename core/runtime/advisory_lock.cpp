#include "core/database/postgresql/pooler.hpp"
#include "core/runtime/lock_holder.hpp"
#include "core/runtime/lock_wait.hpp"
#include "core/util/error.hpp"
#include "core/util/sha256.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace fz {
namespace {

/// The schema of the version table: where it is, or where it would be made.
constexpr std::string_view where_am_i =
    "SELECT pg_catalog.current_database(), pg_catalog.pg_backend_pid(),"
    " coalesce((SELECT n.nspname FROM pg_catalog.pg_class c"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.oid = pg_catalog.to_regclass($1)), nullif($2, ''), pg_catalog.current_schema(), '')";

/// pg_advisory_unlock() of a lock that is not held would warn. pg_locks shows the halves of a
/// 64-bit key as classid and objid, with objsubid 1.
constexpr std::string_view unlock_if_held =
    "SELECT pg_catalog.pg_advisory_unlock($1::bigint) FROM pg_catalog.pg_locks WHERE"
    " locktype = 'advisory' AND granted AND pid = pg_catalog.pg_backend_pid() AND objsubid = 1 AND"
    " ((classid::bigint << 32) | objid::bigint) = $1::bigint";

/// 64 bits of what tells one version table from every other of the server.
std::int64_t key_of(std::string_view purpose, const row& place, const std::string& table) {
  const std::string text =
      fmt::format("fz {}\n{}\n{}\n{}", purpose, to_string(place[0]), to_string(place[2]), table);
  const std::string digest = sha256(text);
  return static_cast<std::int64_t>(std::stoull(digest.substr(0, 16), nullptr, 16));
}

error no_lock_behind_a_pooler() {
  return behind_a_pooler(
      "The migration lock belongs to a session, so it would protect nothing, and nothing was run.");
}

/// One of the two locks: a key on a connection.
class advisory_key {
 public:
  advisory_key(connection& on, std::int64_t key, std::int64_t session)
      : connection_(&on), key_(key), session_(session) {}

  std::int64_t key() const noexcept { return key_; }
  std::int64_t session() const noexcept { return session_; }

  /// Behind a pooler another session may answer than before: that one must not be locked, it would
  /// keep the lock for whoever gets it next.
  task<bool> try_take() {
    asked_ = true;
    statement attempt(
        "SELECT CASE WHEN pg_catalog.pg_backend_pid() = $2::int"
        " THEN pg_catalog.pg_try_advisory_lock($1::bigint)::int END",
        parameters{key_, session_});
    const auto rows = co_await connection_->query(std::move(attempt));
    const value& taken = rows.at(0)[0];
    if (is_null(taken)) throw no_lock_behind_a_pooler();
    co_return taken == value(std::int64_t{1});
  }

  /// Also if it is not known whether it was taken: the answer may have been cut off.
  task<> let_go() {
    const bool possible = asked_ && connection_->is_open() && !connection_->in_transaction();
    asked_ = false;
    if (possible) co_await connection_->query(with_key(std::string(unlock_if_held)));
  }

 private:
  statement with_key(std::string sql) const { return {std::move(sql), parameters{key_}}; }

  connection* connection_;
  std::int64_t key_;
  std::int64_t session_;  // the server process behind the connection
  bool asked_ = false;
};

/// Which session of the server it is; there it is listed by what it is for.
task<std::int64_t> name_session(connection& c) {
  const auto rows = co_await c.query(
      "SELECT pg_catalog.pg_backend_pid(),"
      " pg_catalog.set_config('application_name', 'fz migrate', false)");
  co_return std::get<std::int64_t>(rows.at(0)[0]);
}

class advisory_lock final : public migration_lock {
 public:
  advisory_lock(pooled_connection own, advisory_key run, advisory_key work)
      : own_(std::move(own)), run_(run), work_(work) {}

  bool was_waited_for() const noexcept override { return waited_; }
  connection* observer() noexcept override { return &*own_; }
  std::int64_t working_session() const noexcept override { return work_.session(); }

  task<> release() override {
    outcome<void> ignored;
    co_await ignored.hold(work_.let_go());
    co_await ignored.hold(run_.let_go());
  }

  task<> take(const lock_request& wanted) {
    constexpr std::chrono::milliseconds between_attempts(100);
    const std::function<task<std::string>()> holder = [this] {
      return describe_lock_holder(*own_, run_.key(), work_.key());
    };
    const std::function<task<bool>()> attempt_run = [this] { return run_.try_take(); };
    const std::function<task<bool>()> attempt_work = [this] { return work_.try_take(); };
    lock_wait wait(wanted, between_attempts, holder);
    co_await wait.until(attempt_run);
    co_await wait.until(attempt_work);
    waited_ = wait.was_long();
  }

 private:
  pooled_connection own_;
  advisory_key run_;
  advisory_key work_;
  bool waited_ = false;
};

}  // namespace

task<std::unique_ptr<migration_lock>> take_advisory_lock(lock_request wanted) {
  statement where(std::string(where_am_i),
                  parameters{wanted.table.qualified_name(), wanted.table.schema()});
  const auto place = co_await wanted.work.query(std::move(where));
  const row& at_work = place.at(0);
  const auto work_session = std::get<std::int64_t>(at_work[1]);
  pooled_connection own = co_await wanted.database->connect();
  const std::int64_t own_session = co_await name_session(*own);
  if (own_session == work_session) throw no_lock_behind_a_pooler();

  const std::string& table = wanted.table.name();
  const advisory_key run(*own, key_of("run", at_work, table), own_session);
  const advisory_key work(wanted.work, key_of("work", at_work, table), work_session);
  auto lock = std::make_unique<advisory_lock>(std::move(own), run, work);
  co_await take_whole(*lock, lock->take(wanted));
  co_return lock;
}

}  // namespace fz
