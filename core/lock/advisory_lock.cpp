#include "core/async/gather.hpp"
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
/// keep the lock for whoever gets it next.
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
  /// `session`: the server's process behind the connection, as far as it is known.
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
    co_await ignored.hold(connection_->query(std::move(unlock)));
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

task<> ask_into(answers& given, connection& c, std::vector<statement> questions) {
  given = co_await c.query_each(std::move(questions));
}

class advisory_lock final : public migration_lock {
 public:
  advisory_lock(pooled_connection own, advisory_key run, advisory_key work)
      : own_(std::move(own)), run_(run), work_(work) {}

  answers take_answers() override { return std::move(answers_); }
  connection* observer() noexcept override { return &*own_; }
  std::int64_t working_session() const noexcept override { return work_.session().value(); }

  task<> release() override {
    std::vector<task<>> both;
    both.push_back(work_.let_go());
    both.push_back(run_.let_go());
    co_await gather(std::move(both));
  }

  task<> take(const lock_request& wanted) {
    const bool at_once = co_await try_both(wanted.questions);
    if (at_once) co_return;
    co_await find_session();
    co_await wait_for_both(wanted);
    answers_ = co_await work_.on().query_each(wanted.questions);
  }

 private:
  /// Both at the same time, and the questions behind the second: a run that nobody disturbs needs
  /// one round trip. One of them alone is let go at once: another run has the other, and waits.
  task<bool> try_both(const std::vector<statement>& questions) {
    run_.set_session(own_->told_process());
    if (!run_.session() || run_.session() == work_.session()) co_return false;
    std::vector<statement> beside{
        run_.attempt(), statement(std::string(name_in_session), parameters{*run_.session()})};
    std::vector<statement> at_work{work_.attempt()};
    at_work.insert(at_work.end(), questions.begin(), questions.end());
    answers of_run;
    answers of_work;
    std::vector<task<>> both;
    both.push_back(ask_into(of_run, *own_, std::move(beside)));
    both.push_back(ask_into(of_work, work_.on(), std::move(at_work)));
    co_await gather(std::move(both));

    const std::optional<bool> work = work_.was_taken(of_work.front().take());
    const std::optional<bool> run = run_.was_taken(of_run.front().take());
    if (!run) run_.set_session(std::nullopt);
    if (!work) throw no_lock_behind_a_pooler();
    if (*work && run.value_or(false)) {
      of_work.erase(of_work.begin());
      answers_ = std::move(of_work);
      co_return true;
    }
    co_await release();
    co_return false;
  }

  /// A pooler tells processes of its own.
  task<> find_session() {
    if (!run_.session()) run_.set_session(co_await name_session(*own_));
    if (run_.session() == work_.session()) throw no_lock_behind_a_pooler();
  }

  /// In one order, so that of several runs one gets both.
  task<> wait_for_both(const lock_request& wanted) {
    constexpr std::chrono::milliseconds between_attempts(100);
    const std::function<task<std::string>()> holder = [this] {
      return describe_lock_holder(*own_, run_.key(), work_.key());
    };
    const std::function<task<bool>()> attempt_run = [this] { return run_.try_take(); };
    const std::function<task<bool>()> attempt_work = [this] { return work_.try_take(); };
    lock_wait wait(wanted, between_attempts, holder);
    co_await wait.until(attempt_run);
    co_await wait.until(attempt_work);
  }

  pooled_connection own_;
  advisory_key run_;
  advisory_key work_;
  answers answers_;
};

}  // namespace

task<std::unique_ptr<migration_lock>> take_advisory_lock(lock_request wanted, lock_place place,
                                                         pooled_connection own) {
  const std::string& table = wanted.table.name();
  const advisory_key run(*own, key_of("run", place, table), std::nullopt);
  const advisory_key work(wanted.work, key_of("work", place, table), place.process);
  auto lock = std::make_unique<advisory_lock>(std::move(own), run, work);
  co_await take_whole(*lock, lock->take(wanted));
  co_return lock;
}

}  // namespace fz
