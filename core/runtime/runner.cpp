#include "core/async/alongside.hpp"
#include "core/async/cleanup.hpp"
#include "core/async/offload.hpp"
#include "core/async/sleep.hpp"
#include "core/database/database_error.hpp"
#include "core/lock/migration_lock.hpp"
#include "core/runtime/boundary.hpp"
#include "core/runtime/database.hpp"
#include "core/runtime/project.hpp"
#include "core/runtime/run.hpp"
#include "core/runtime/run_progress.hpp"
#include "core/runtime/run_session.hpp"
#include "core/runtime/step_batches.hpp"
#include "core/runtime/step_bodies.hpp"
#include "core/runtime/step_runner.hpp"
#include "core/runtime/step_watch.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz {
namespace {

direction direction_of(const journal_entry& entry) {
  return entry.direction == "upgrade" ? direction::upgrade : direction::downgrade;
}

error unfinished_section(const journal_entry& entry, remedy::action what_helps) {
  return error(error_kind::revision, in_words(entry) + ". It must be finished first.",
               {what_helps});
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
        session_(target, tables_, wanted_, progress_) {}

  task<run_outcome> run();
  task<run_report> preview();

 private:
  enum class ended { done, others_were_faster, try_again };

  task<> reach_goal();
  task<ledger_state> take_lock();
  task<> plan_again(const ledger_state& found);
  task<> work_under_lock(ledger_state found);
  task<> prepare(const ledger_state& found);
  plan make_plan(const ledger_state& found);
  plan plan_move(move_to& goal, const ledger_state& found);
  task<> confirm();
  bool nothing_to_do(const ledger_state& found) const;
  void check_unfinished(const ledger_state& found) const;
  task<ended> carry_out(const ledger_state& found);
  task<bool> may_try_again(std::exception_ptr failure);
  task<> clean_up(const std::exception_ptr& failure);

  bool is_stamp() const { return std::holds_alternative<stamp_at>(wanted_.goal); }
  bool is_outside_transaction() const {
    const step* current = progress_.current();
    return current != nullptr && next_.runs_outside_transaction(*current);
  }

  database& database_;
  const project& project_;
  run_request wanted_;
  ledger tables_;
  run_progress progress_;
  run_session session_;
  prepared_plan next_;  // progress_ points into it
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
  ledger_state found = co_await session_.look();
  progress_.found(found.versions());
  co_await prepare(found);
  if (nothing_to_do(found)) co_return;
  found = co_await take_lock();
  task<> work = work_under_lock(std::move(found));
  if (session_.lock() != nullptr) work = run_alongside(std::move(work), session_.lock()->keep());
  co_await std::move(work);
}

/// If others have changed the database since the plan was made, what is to be done now may need two
/// sessions.
task<ledger_state> runner::take_lock() {
  for (;;) {
    const bool one_session = wanted_.spares_sessions && next_.one_session_is_enough();
    const ledger_state found = co_await session_.lock_and_look(one_session);
    if (!one_session) co_return found;
    co_await plan_again(found);
    if (next_.one_session_is_enough()) co_return found;
    co_await session_.release();
  }
}

/// Does nothing where the plan is still the right one.
task<> runner::plan_again(const ledger_state& found) {
  if (found.versions() != progress_.rows()) {
    progress_.found(found.versions());
    progress_.observer().planning_again(progress_.database(), progress_.rows());
  }
  if (progress_.rows() != next_.rows_before) co_await prepare(found);
}

task<> runner::work_under_lock(ledger_state found) {
  for (;;) {
    co_await plan_again(found);
    check_unfinished(found);
    if (nothing_to_do(found)) co_return;
    const ended how = co_await carry_out(found);
    if (how == ended::done) co_return;
    found = co_await session_.look();
  }
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
    const bool is_begun = entry && entry->has_statements();
    if (!is_begun) return {{}, found.versions(), found.versions()};
    return make_finishing_plan(project_.map(), found.versions(), direction_of(*entry),
                               entry->revision, table);
  }
  return plan_move(std::get<move_to>(wanted_.goal), found);
}

/// What keeps a target from being reached may be that a step is half-way: that is said first.
plan runner::plan_move(move_to& goal, const ledger_state& found) {
  const auto& entry = found.unfinished;
  const bool is_begun = entry && direction_of(*entry) == goal.direction;
  outcome<plan> planned;
  planned.hold_call([&] {
    return fz::make_plan(project_.map(), found.versions(), goal.direction, goal.target,
                         tables_.versions().name(), is_begun ? entry->revision : std::string());
  });
  if (planned.failure() && entry && entry->has_statements()) {
    throw unfinished_section(*entry, remedy::action::finish_revision);
  }
  plan p = planned.take();
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

/// To stamp also makes the version table, and gives up a section that was stopped half-way.
bool runner::nothing_to_do(const ledger_state& found) const {
  if (!next_.steps.empty() || found.unfinished) return false;
  return !is_stamp() || found.rows.has_value();
}

/// A step that was stopped half-way comes first, in its own direction. Only a stamp that takes
/// nothing in the database for granted gives it up.
void runner::check_unfinished(const ledger_state& found) const {
  const auto& entry = found.unfinished;
  if (!entry || !entry->has_statements()) return;
  if (const auto* stamp = std::get_if<stamp_at>(&wanted_.goal)) {
    if (stamp->rows_first == purge::yes) return;
    throw unfinished_section(*entry, remedy::action::finish_or_give_up);
  }
  const bool comes_first = !next_.steps.empty() &&
                           next_.steps.front().subject->id == entry->revision &&
                           next_.steps.front().direction == direction_of(*entry);
  if (!comes_first) throw unfinished_section(*entry, remedy::action::finish_revision);
}

task<runner::ended> runner::carry_out(const ledger_state& found) {
  connection& c = session_.connection();
  migration_lock* lock = session_.lock();
  if (next_.touches_session()) co_await session_.save();
  step_batches batches(tables_, found, lock != nullptr ? lock->fence() : std::nullopt, c.catalog());
  step_runner steps(c, next_, next_.bodies, batches, progress_,
                    {found.unfinished, wanted_.interrupted});
  task<batch_result> work = is_stamp() ? steps.stamp() : steps.run(wanted_.scope);
  outcome<batch_result> result;
  co_await result.capture(
      run_alongside(std::move(work), watch_steps(progress_, steps, lock, c.catalog())));
  const bool again = co_await may_try_again(result.failure());
  if (again) co_return ended::try_again;
  co_return result.take().done ? ended::done : ended::others_were_faster;
}

/// True, after a pause, if the step failed for a lock that others held and may run once more. What
/// has committed a part of its work may not. A section outside of a transaction continues in the
/// same session, with the temporary objects and settings that it has made there.
task<bool> runner::may_try_again(std::exception_ptr failure) {
  connection& c = session_.connection();
  const std::size_t done = progress_.steps_done();
  if (std::exchange(done_before_, done) != done) attempts_ = 0;
  const bool may = c.catalog().retries_locked_steps() && attempts_ < wanted_.retries &&
                   condition_of(failure) == database_condition::locked && c.is_open() &&
                   !may_have_committed(next_, progress_, c.dialect());
  if (!may) co_return false;
  if (c.in_transaction()) co_await c.execute("ROLLBACK");
  run_observer::retry why = progress_.retry_of(failure);
  if (is_outside_transaction()) {
    why.fate = step_fate::partly_kept;
  } else if (next_.touches_session()) {
    co_await session_.restore();
  }
  why.pause = growing_pause(++attempts_);
  why.attempt = attempts_ + 1;
  why.attempts = wanted_.retries + 1;
  progress_.observer().retrying(progress_.database(), why);
  co_await sleep(why.pause);
  progress_.found(progress_.rows());
  co_return true;
}

/// What a step did to the session stays if it failed outside of a transaction, and some of it if it
/// was rolled back.
task<> runner::clean_up(const std::exception_ptr& failure) {
  outcome<void> looked;
  if (failure) {
    co_await looked.capture(find_boundary(session_, next_, wanted_.scope, progress_, failure));
  }
  boundary_is_known_ = !looked.failure();
  if (next_.touches_session()) co_await session_.restore();
  co_await session_.release();
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
  if (found.unfinished && found.unfinished->has_statements()) {
    database_.reporter().log(log_level::info, "runtime",
                             in_words(*found.unfinished) + "; it is finished first");
  }
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
