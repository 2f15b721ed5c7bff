#include "core/async/both.hpp"
#include "core/database/postgresql/pooler.hpp"
#include "core/lock/lock_holder.hpp"
#include "core/lock/lock_wait.hpp"
#include "core/util/error.hpp"
#include "core/util/sha256.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fz {
namespace {

/// Behind a pooler another session may answer than before: that one must not be locked, it would
/// keep the lock for the client that gets it next.
constexpr std::string_view lock_in_session =
    "SELECT CASE WHEN pg_catalog.pg_backend_pid() = $2::int"
    " THEN pg_catalog.pg_try_advisory_lock($1::bigint)::int END";
constexpr std::string_view unlock_in_session =
    "SELECT CASE WHEN pg_catalog.pg_backend_pid() = $2::int"
    " THEN pg_catalog.pg_advisory_unlock($1::bigint) END";
constexpr std::string_view name_in_session =
    "SELECT CASE WHEN pg_catalog.pg_backend_pid() = $1::int"
    " THEN pg_catalog.set_config('application_name', 'fz migrate', false) END";

/// pg_advisory_unlock() of a lock that is not held would warn. pg_locks shows the halves of a
/// 64-bit key as classid and objid, with objsubid 1.
constexpr std::string_view unlock_if_held =
    "SELECT pg_catalog.pg_advisory_unlock($1::bigint) FROM pg_catalog.pg_locks WHERE"
    " locktype = 'advisory' AND granted AND pid = pg_catalog.pg_backend_pid() AND objsubid = 1 AND"
    " ((classid::bigint << 32) | objid::bigint) = $1::bigint";

/// 64 bits of what tells one version table from every other of the server.
std::int64_t key_of(std::string_view purpose, const lock_place& place, const std::string& table) {
  const std::string text =
      fmt::format("fz {}\n{}\n{}\n{}", purpose, place.database, place.schema, table);
  const std::string digest = sha256(text);
  return static_cast<std::int64_t>(std::stoull(digest.substr(0, 16), nullptr, 16));
}

error no_lock_behind_a_pooler() {
  return postgresql::behind_a_pooler(
      "The migration lock belongs to a session, so it would protect nothing, and nothing was run.");
}

/// One of the two locks: a key on a connection.
class advisory_key {
 public:
  /// `session`: the server's process of the connection, as far as it is known.
  advisory_key(connection& on, std::int64_t key, std::optional<std::int64_t> session)
      : connection_(&on), key_(key), session_(session) {}

  connection& on() const noexcept { return *connection_; }
  std::int64_t key() const noexcept { return key_; }
  const std::optional<std::int64_t>& session() const noexcept { return session_; }
  void set_session(std::optional<std::int64_t> session) noexcept { session_ = session; }

  /// Tries to take it. What follows when it is not known how that ended must be done by let_go().
  statement attempt() {
    state_ = state::asked_for;
    return {std::string(lock_in_session), parameters{key_, session_.value()}};
  }

  /// Nothing: another session answered.
  std::optional<bool> was_taken(const std::vector<row>& given) {
    const value& taken = given.at(0)[0];
    state_ = taken == value(std::int64_t{1}) ? state::held : state::free;
    if (is_null(taken)) return std::nullopt;
    return state_ == state::held;
  }

  task<bool> try_take() {
    const auto rows = co_await connection_->query(attempt());
    const std::optional<bool> taken = was_taken(rows);
    if (!taken) throw no_lock_behind_a_pooler();
    co_return *taken;
  }

  /// Never throws: the end of the session lets go as well.
  task<> let_go() {
    const state before = std::exchange(state_, state::free);
    const bool possible = connection_->is_open() && !connection_->in_transaction();
    if (before == state::free || !possible) co_return;
    statement unlock =
        before == state::held
            ? statement(std::string(unlock_in_session), parameters{key_, session_.value()})
            : statement(std::string(unlock_if_held), parameters{key_});
    outcome<std::vector<row>> ignored;
    co_await ignored.capture(connection_->query(std::move(unlock)));
  }

 private:
  enum class state { free, asked_for, held };

  connection* connection_;
  std::int64_t key_;
  std::optional<std::int64_t> session_;
  state state_ = state::free;  // asked for: the answer may have been cut off
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
  advisory_lock(const lock_request& wanted, std::optional<pooled_connection> own, advisory_key run,
                advisory_key work)
      : wanted_(wanted), own_(std::move(own)), run_(run), work_(work) {}

  connection* observer() noexcept override { return own_ ? &**own_ : nullptr; }
  std::int64_t working_session() const noexcept override { return work_.session().value(); }

  /// Both keys at the same time: a run that has no rival needs one round trip.
  std::vector<statement> attempt() override {
    if (!own_) return {work_.attempt(), run_.attempt()};
    run_.set_session((*own_)->backend_pid());
    may_try_both_ = run_.session() && run_.session() != work_.session();
    if (!may_try_both_) return {};
    return {work_.attempt()};
  }

  task<> attempt_beside() override {
    if (!own_ || !may_try_both_) co_return;
    std::vector<statement> beside{
        run_.attempt(), statement(std::string(name_in_session), parameters{*run_.session()})};
    answers given = co_await (*own_)->query_each(std::move(beside));
    const std::optional<bool> run = run_.was_taken(given.front().take());
    if (!run) run_.set_session(std::nullopt);  // a pooler tells processes of its own
    run_taken_ = run.value_or(false);
  }

  bool taken(answers given) override {
    if (own_ && !may_try_both_) return false;
    const std::optional<bool> work = work_.was_taken(given.at(0).take());
    if (!own_) run_taken_ = run_.was_taken(given.at(1).take()).value_or(false);
    if (!work) throw no_lock_behind_a_pooler();
    return *work && run_taken_;
  }

  /// In one order, so that of several runs one gets both. One key alone is let go first: another
  /// run has the other, and waits.
  task<> wait() override {
    co_await release();
    if (!run_.session()) run_.set_session(co_await name_session(run_.on()));
    if (own_ && run_.session() == work_.session()) throw no_lock_behind_a_pooler();
    const std::function<task<bool>()> attempt_run = [this] { return run_.try_take(); };
    lock_wait wait = patience();
    co_await wait.until(attempt_run);
    co_await wait_for_work(wait);
  }

  task<> restore() override {
    lock_wait wait = patience();
    co_await wait_for_work(wait);
  }

  task<> release() override {
    if (own_) co_return co_await both(work_.let_go(), run_.let_go());
    co_await work_.let_go();
    co_await run_.let_go();
  }

 private:
  lock_wait patience() {
    constexpr std::chrono::milliseconds between_attempts(100);
    return {wanted_, between_attempts,
            [this] { return describe_lock_holder(run_.on(), run_.key(), work_.key()); }};
  }

  task<> wait_for_work(lock_wait& wait) {
    const std::function<task<bool>()> attempt_work = [this] { return work_.try_take(); };
    co_await wait.until(attempt_work);
  }

  lock_request wanted_;
  std::optional<pooled_connection> own_;
  advisory_key run_;
  advisory_key work_;
  bool may_try_both_ = false;
  bool run_taken_ = false;
};

}  // namespace

std::unique_ptr<migration_lock> make_advisory_lock(lock_request wanted, lock_place place,
                                                   std::optional<pooled_connection> own) {
  const std::string& table = wanted.table.name();
  const std::int64_t run_key = key_of("run", place, table);
  const advisory_key run = own ? advisory_key(**own, run_key, std::nullopt)
                               : advisory_key(wanted.work, run_key, place.process);
  const advisory_key work(wanted.work, key_of("work", place, table), place.process);
  return std::make_unique<advisory_lock>(wanted, std::move(own), run, work);
}

}  // namespace fz
