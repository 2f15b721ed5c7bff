#include "core/async/alongside.hpp"
#include "core/async/both.hpp"
#include "core/async/cleanup.hpp"
#include "core/async/offload.hpp"
#include "core/async/sleep.hpp"
#include "core/async/timeout.hpp"
#include "core/database/database_error.hpp"
#include "core/lock/migration_lock.hpp"
#include "core/runtime/database.hpp"
#include "core/runtime/project.hpp"
#include "core/runtime/run.hpp"
#include "core/runtime/run_progress.hpp"
#include "core/runtime/step_batches.hpp"
#include "core/runtime/step_bodies.hpp"
#include "core/runtime/step_runner.hpp"
#include "core/runtime/step_watch.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

namespace fz {
namespace {

/// A plan that has been checked: every file of it has been read.
struct prepared : plan {
  std::vector<step_body> bodies;
};

/// Hands what happens to the lock on to the observer of the run.
class lock_report final : public lock_observer {
 public:
  explicit lock_report(const run_progress& progress) : progress_(progress) {}
  void waiting_for_lock(const std::string& holder) override {
    progress_.observer().waiting_for_lock(progress_.database(), holder);
  }
  void lock_lost(const std::string& sentence) override {
    progress_.observer().lock_lost(progress_.database(), sentence);
  }

 private:
  const run_progress& progress_;
};

direction direction_of(const journal_entry& entry) {
  return entry.direction == "upgrade" ? direction::upgrade : direction::downgrade;
}

error unfinished_section(const journal_entry& entry) {
  return error(
      error_kind::revision,
      fmt::format("The {} of revision {} was stopped half-way, outside of a transaction: {} "
                  "carried out. It must be finished first.",
                  entry.direction, printable(entry.revision),
                  counted(static_cast<std::size_t>(entry.done), "statement")),
      {remedy::action::finish_revision});
}

/// Takes the lock, if there is one, and looks: both in one round trip where nobody else has it.
task<ledger_state> take_and_look(migration_lock* lock, connection& c, const ledger& tables) {
  std::vector<statement> asked;
  if (lock != nullptr) asked = lock->attempt();
  const auto own = static_cast<std::ptrdiff_t>(asked.size());
  if (lock != nullptr && own == 0) {
    const bool taken = lock->taken({});
    if (!taken) co_await lock->wait();
  }
  if (own == 0) co_return co_await tables.read(c);
  std::vector<statement> questions = tables.questions();
  std::move(questions.begin(), questions.end(), std::back_inserter(asked));
  answers given = co_await both(c.query_each(std::move(asked)), lock->attempt_beside());
  answers about_lock(std::make_move_iterator(given.begin()),
                     std::make_move_iterator(given.begin() + own));
  given.erase(given.begin(), given.begin() + own);
  if (lock->taken(std::move(about_lock))) co_return tables.read(std::move(given));
  co_await lock->wait();
  co_return co_await tables.read(c);
}

/// A relative target is resolved once: two runs of "+1" at once make one step together, not two.
void resolve_target(move_to& goal, const plan& p) {
  if (is_range(goal.target) || !parse_identifier(goal.target).steps || p.steps.empty()) return;
  if (goal.direction == direction::upgrade) {
    goal.target = p.steps.back().subject->id;
  } else if (p.rows_after.size() <= 1) {
    goal.target = p.rows_after.empty() ? "base" : p.rows_after.front();
  }
}

/// Brings one database to its goal; see run().
class runner {
 public:
  runner(database& target, const project& p, run_request wanted, run_observer& to)
      : database_(target),
        project_(p),
        wanted_(std::move(wanted)),
        tables_(p.ledger_for(target.dialect(), wanted_.version_table_schema)),
        progress_(target.name(), wanted_.scope, to, target.reporter()),
        lock_report_(progress_) {}

  task<run_outcome> run();
  task<run_report> preview();

 private:
  enum class ended { done, others_were_faster, try_again };

  task<> reach_goal();
  task<> work_under_lock(ledger_state found);
  task<ledger_state> look();
  task<> prepare(const ledger_state& found);
  plan make_plan(const ledger_state& found);
  task<> confirm();
  bool nothing_to_do(const ledger_state& found) const;
  task<ledger_state> lock_and_look(bool half_way);
  task<ledger_state> discard_empty_journal(ledger_state found);
  void check_unfinished(const ledger_state& found) const;
  task<ended> carry_out(const ledger_state& found);
  task<bool> may_try_again(std::exception_ptr failure);
  task<> clean_up(const std::exception_ptr& failure);
  task<> restore_session();
  task<> find_boundary(std::exception_ptr failure);
  task<ledger_state> look_after_failure(std::exception_ptr failure);
  task<ledger_state> reconnect_and_look();
  void compare_with(const ledger_state& found);

  bool is_stamp() const { return std::holds_alternative<stamp_at>(wanted_.goal); }
  bool runs_outside_transaction(const step& s) const {
    return !next_.bodies[static_cast<std::size_t>(&s - next_.steps.data())].transactional;
  }

  database& database_;
  const project& project_;
  run_request wanted_;
  ledger tables_;
  run_progress progress_;
  lock_report lock_report_;
  std::optional<pooled_connection> connection_;
  std::unique_ptr<migration_lock> lock_;
  prepared next_;  // progress_ points into it
  std::vector<step_report> confirmed_;
  std::size_t attempts_ = 0;     // of the step that runs
  std::size_t done_before_ = 0;  // steps, when attempts_ was counted
  bool boundary_is_known_ = true;
};

task<run_outcome> runner::run() {
  const cleanup_function clean = [this](const std::exception_ptr& failure) {
    return clean_up(failure);
  };
  outcome<void> result;
  co_await result.capture(with_cleanup(reach_goal(), clean));
  if (result.failure()) co_return progress_.failed(result.failure(), boundary_is_known_);
  co_return progress_.finished();
}

/// The whole of a run: look, plan, load, ask, lock, and carry out what is still to be done.
task<> runner::reach_goal() {
  ledger_state found = co_await look();
  progress_.found(found.versions());
  co_await prepare(found);
  if (nothing_to_do(found)) co_return;
  found = co_await lock_and_look(found.unfinished.has_value());
  task<> work = work_under_lock(std::move(found));
  if (lock_) work = run_alongside(std::move(work), lock_->keep());
  co_await std::move(work);
}

task<> runner::work_under_lock(ledger_state found) {
  for (;;) {
    if (found.versions() != progress_.rows()) {
      progress_.found(found.versions());
      progress_.observer().planning_again(progress_.database(), progress_.rows());
    }
    if (progress_.rows() != next_.rows_before) co_await prepare(found);
    check_unfinished(found);
    if (nothing_to_do(found)) co_return;
    const ended how = co_await carry_out(found);
    if (how == ended::done) co_return;
    found = co_await look();
  }
}

/// A database that does not exist has nothing in it; it is made when the plan is known to be good.
task<ledger_state> runner::look() {
  if (!connection_) {
    outcome<pooled_connection> opened;
    co_await opened.capture(database_.connect(access::existing));
    if (is_missing_database(opened.failure())) co_return ledger_state();
    connection_.emplace(opened.take());
  }
  ledger_state found = co_await tables_.read(**connection_);
  co_return found;
}

/// Plans, reads and checks every file of the plan, and asks whether to go on.
task<> runner::prepare(const ledger_state& found) {
  const plan p = make_plan(found);
  const auto load = [&] {
    return is_stamp() ? stamp_bodies(project_.scripts(), p)
                      : load_bodies(project_.scripts(), p, database_.dialect(), wanted_.scope);
  };
  std::vector<step_body> bodies = co_await offload(project_.pool(), load);
  next_ = {p, std::move(bodies)};
  co_await confirm();
}

plan runner::make_plan(const ledger_state& found) {
  const std::string& table = tables_.versions().name();
  if (const auto* stamp = std::get_if<stamp_at>(&wanted_.goal)) {
    return make_stamp_plan(project_.map(), found.versions(), stamp->targets, stamp->rows_first,
                           table);
  }
  const auto& entry = found.unfinished;
  if (std::holds_alternative<finish_begun>(wanted_.goal)) {
    if (!entry) return {{}, found.versions(), found.versions()};
    return make_finishing_plan(project_.map(), found.versions(), direction_of(*entry),
                               entry->revision, table);
  }
  auto& goal = std::get<move_to>(wanted_.goal);
  const bool is_begun = entry && direction_of(*entry) == goal.direction;
  plan p = fz::make_plan(project_.map(), found.versions(), goal.direction, goal.target, table,
                         is_begun ? entry->revision : std::string());
  resolve_target(goal, p);
  return p;
}

task<> runner::confirm() {
  if (next_.steps.empty()) co_return;
  const run_report wanted = report_of(next_);
  if (wanted.steps == confirmed_) co_return;
  progress_.observer().planned(progress_.database(), wanted);
  confirmed_ = wanted.steps;
  if (!wanted_.confirm) co_return;
  const bool agreed = co_await wanted_.confirm(wanted);
  if (!agreed) throw error(error_kind::revision, "Cancelled; nothing was run.");
}

/// To stamp also makes the version table, and settles a section that was stopped half-way.
bool runner::nothing_to_do(const ledger_state& found) const {
  if (!next_.steps.empty() || found.unfinished) return false;
  return !is_stamp() || found.rows.has_value();
}

task<ledger_state> runner::lock_and_look(bool half_way) {
  if (!connection_) {
    pooled_connection made = co_await database_.connect(access::change);
    connection_.emplace(std::move(made));
  }
  connection& c = **connection_;
  const bool outside =
      half_way || std::any_of(next_.bodies.begin(), next_.bodies.end(),
                              [](const step_body& body) { return !body.transactional; });
  const lock_request request{c, &database_.engine_for(access::existing), tables_.versions(),
                             lock_report_, wanted_.lock_timeout};
  std::filesystem::path beside;
  if (outside) beside = database_.lock_file();
  lock_ = co_await make_lock(request, wanted_.migration_lock, std::move(beside));
  ledger_state found = co_await take_and_look(lock_.get(), c, tables_);
  co_return co_await discard_empty_journal(std::move(found));
}

/// A journal entry without statements is discarded.
task<ledger_state> runner::discard_empty_journal(ledger_state found) {
  const auto& entry = found.unfinished;
  if (entry && !entry->has_statements()) {
    co_await (*connection_)->execute(tables_.journal().removal());
    found.unfinished.reset();
  }
  co_return found;
}

/// A step that was stopped half-way comes first, in its own direction.
void runner::check_unfinished(const ledger_state& found) const {
  const auto& entry = found.unfinished;
  if (!entry || is_stamp()) return;
  const bool comes_first = !next_.steps.empty() &&
                           next_.steps.front().subject->id == entry->revision &&
                           next_.steps.front().direction == direction_of(*entry);
  if (!comes_first) throw unfinished_section(*entry);
}

task<runner::ended> runner::carry_out(const ledger_state& found) {
  connection& c = **connection_;
  step_batches batches(tables_, found, lock_ ? lock_->fence() : std::nullopt, c.catalog());
  step_runner steps(c, next_, next_.bodies, batches, progress_,
                    {found.unfinished, wanted_.interrupted});
  task<batch_result> work = is_stamp() ? steps.stamp() : steps.run(wanted_.scope);
  outcome<batch_result> result;
  co_await result.capture(
      run_alongside(std::move(work), watch_steps(progress_, steps, lock_.get(), c.catalog())));
  const bool again = co_await may_try_again(result.failure());
  if (again) co_return ended::try_again;
  co_return result.take().done ? ended::done : ended::others_were_faster;
}

/// True, after a pause, if the step failed for a lock that others held and may run once more.
task<bool> runner::may_try_again(std::exception_ptr failure) {
  connection& c = **connection_;
  const std::size_t done = progress_.steps_done();
  if (std::exchange(done_before_, done) != done) attempts_ = 0;
  const bool may = c.catalog().retries_locked_steps() && attempts_ < wanted_.retries &&
                   condition_of(failure) == database_condition::locked && c.is_open();
  if (!may) co_return false;
  if (c.in_transaction()) co_await c.execute("ROLLBACK");
  co_await restore_session();
  run_observer::retry why = progress_.retry_of(failure);
  const step* current = progress_.current();
  if (current != nullptr && runs_outside_transaction(*current)) why.fate = step_fate::partly_kept;
  why.pause = growing_pause(++attempts_);
  why.attempt = attempts_ + 1;
  why.attempts = wanted_.retries + 1;
  progress_.observer().retrying(progress_.database(), why);
  co_await sleep(why.pause);
  progress_.found(progress_.rows());
  co_return true;
}

task<> runner::clean_up(const std::exception_ptr& failure) {
  outcome<void> looked;
  if (failure) co_await looked.capture(find_boundary(failure));
  boundary_is_known_ = !looked.failure();
  co_await restore_session();
  if (lock_) co_await lock_->release();
  lock_.reset();
}

/// What a step did to the session stays if it failed outside of a transaction, and some of it if it
/// was rolled back.
task<> runner::restore_session() {
  if (!connection_ || std::none_of(next_.bodies.begin(), next_.bodies.end(), may_touch_session)) {
    co_return;
  }
  connection& c = **connection_;
  if (!c.is_open() || c.in_transaction()) co_return;
  outcome<void> ignored;
  co_await ignored.capture(c.restore_session());
}

/// A failed COMMIT may still have been applied, so the version table is read.
task<> runner::find_boundary(std::exception_ptr failure) {
  if (progress_.current() == nullptr) co_return;
  const ledger_state found = co_await look_after_failure(failure);
  compare_with(found);
}

task<ledger_state> runner::look_after_failure(std::exception_ptr failure) {
  constexpr std::chrono::seconds patience(20);
  connection& c = **connection_;
  const bool is_lost = condition_of(failure) == database_condition::connection_lost;
  if (is_lost || !c.is_open()) co_return co_await with_timeout(reconnect_and_look(), patience);
  if (c.in_transaction()) co_await c.execute("ROLLBACK");
  co_await restore_session();
  co_return co_await tables_.read(c);
}

/// After the connection was lost: the server may still work on what it was sent, and holds the
/// migration lock until it has ended.
task<ledger_state> runner::reconnect_and_look() {
  constexpr std::chrono::milliseconds between_attempts(500);
  constexpr int attempts = 10;
  if (lock_) co_await lock_->release();
  lock_.reset();
  connection_.reset();
  for (int left = attempts;; --left) {
    outcome<pooled_connection> opened;
    co_await opened.capture(database_.connect(access::existing));
    if (!opened.failure()) {
      connection_.emplace(opened.take());
      break;
    }
    if (left == 0) opened.take();
    co_await sleep(between_attempts);
  }
  co_return co_await lock_and_look(false);
}

/// Settles the steps whose version rows are in the database, and how much of the one that ran is.
void runner::compare_with(const ledger_state& found) {
  const std::vector<std::string> rows = found.versions();
  if (rows == progress_.rows()) {
    if (found.unfinished) {
      progress_.statements_kept(static_cast<std::size_t>(found.unfinished->done));
    }
    return;
  }
  const step* end = next_.steps.data() + next_.steps.size();
  const step* first =
      wanted_.scope == transaction_scope::all ? next_.steps.data() : progress_.current();
  std::vector<std::string> reached = progress_.rows();
  for (const step* last = first; last != end; ++last) {
    fz::carry_out(last->changes, reached);
    if (reached != rows) continue;
    for (const step* s = first; s <= last; ++s) progress_.done(*s);
    return;
  }
}

task<run_report> runner::preview() {
  ledger_state found;
  outcome<pooled_connection> opened;
  co_await opened.capture(database_.connect(access::look));
  if (is_missing_database(opened.failure())) {
    database_.reporter().log(log_level::info, "command",
                             fmt::format("{} does not exist yet.", database_.name()));
  } else {
    const pooled_connection c = opened.take();
    found = co_await tables_.read(*c);
  }
  co_await prepare(found);
  check_unfinished(found);
  co_return report_of(next_);
}

}  // namespace

task<run_outcome> run(database& target, const project& p, run_request wanted, run_observer& to) {
  runner runs(target, p, std::move(wanted), to);
  co_return co_await runs.run();
}

task<run_report> preview(database& target, const project& p, run_request wanted) {
  run_observer nobody_listens;
  wanted.confirm = nullptr;
  runner looks(target, p, std::move(wanted), nobody_listens);
  co_return co_await looks.preview();
}

}  // namespace fz
