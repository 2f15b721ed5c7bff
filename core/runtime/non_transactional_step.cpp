#include "core/runtime/non_transactional_step.hpp"

#include "core/async/cancellation.hpp"
#include "core/database/database_error.hpp"
#include "core/sql/statement_traits.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <string_view>
#include <utility>
#include <variant>

namespace fz {
namespace {

/// True for a refusal because of what was there before, or was not: the catalog would mislead.
bool found_it_otherwise(const database_error& refused) {
  constexpr std::array<std::string_view, 6> states = {
      "42P04",  // duplicate_database
      "42P07",  // duplicate_table; indexes too
      "42710",  // duplicate_object
      "3D000",  // invalid_catalog_name: no such database
      "42704",  // undefined_object
      "42P01",  // undefined_table
  };
  const std::string& state = refused.what_happened().sqlstate;
  return std::find(states.begin(), states.end(), state) != states.end();
}

error left_transaction_open(const revision& r) {
  return error_at(error_kind::script, {r.file},
                  fmt::format("Revision {} begins a transaction and does not end it; it was rolled "
                              "back.",
                              printable(r.id)));
}

error changed_since(const revision& r, std::size_t count) {
  return error_at(
      error_kind::script, {r.file},
      fmt::format("Revision {} is half-way: its first {} carried out outside of a transaction, and "
                  "the file has changed there since. Restore {}, and change only what comes after "
                  "{}.",
                  printable(r.id),
                  count == 1 ? "statement was" : fmt::format("{} statements were", count),
                  count == 1 ? "it" : "them", count == 1 ? "it" : "them"));
}

error changed_while_in_doubt(const revision& r, std::int64_t number) {
  return error_at(
      error_kind::script, {r.file},
      fmt::format("A run of revision {} was stopped while statement {} was at work, and the file "
                  "has changed there since, so the database cannot be asked whether it was "
                  "completed. Restore it.",
                  printable(r.id), number),
      {remedy::action::say_what_a_statement_did});
}

}  // namespace

non_transactional_step::non_transactional_step(sync_connection& c, const step& s,
                                               const step_body& body, step_batches& batches,
                                               run_progress& progress, after_step then)
    : connection_(c),
      step_(s),
      body_(body),
      script_(statements_of(std::get<script_ptr>(body.work))),
      batches_(batches),
      progress_(progress),
      then_(then),
      touches_session_(may_touch_session(body)),
      notes_(c, s, body, script_, batches, progress.rows()) {}

batch_result non_transactional_step::run(std::optional<journal_entry> unfinished,
                                         interrupted_statement interrupted) {
  outcome<void> ran;
  ran.hold_call([&] { run_all(std::move(unfinished), interrupted); });
  outcome<void> as_before;
  if (!has_ended_) as_before.hold_call([&] { notes_.restore_setting(); });
  ran.take();
  as_before.take();
  return result_;
}

void non_transactional_step::run_all(std::optional<journal_entry> unfinished,
                                     interrupted_statement interrupted) {
  if (unfinished) resume(*unfinished, interrupted);
  while (result_.done && !has_ended_ && next_ < script_.size()) run_next();
  if (!result_.done || has_ended_) return;
  if (connection_.in_transaction()) {
    connection_.execute("ROLLBACK");
    throw left_transaction_open(*step_.subject);
  }
  if (touches_session_) connection_.restore_session();
  end(nullptr);
}

/// What was carried out must be what the file says: else nobody knows what the rest would meet.
void non_transactional_step::resume(const journal_entry& unfinished,
                                    interrupted_statement interrupted) {
  next_ = static_cast<std::size_t>(unfinished.done);
  if (!notes_.digests().has_done(unfinished)) throw changed_since(*step_.subject, next_);
  notes_.continue_from(unfinished);
  kept(next_);
  set_up_session();
  begin_again();
  if (unfinished.started == 0 || unfinished.broken_off) return;
  if (was_carried_out(unfinished, interrupted)) ++next_;
  note(notes_.ahead(next_));
  kept(next_);
}

bool non_transactional_step::was_carried_out(const journal_entry& unfinished,
                                             interrupted_statement interrupted) {
  if (!notes_.digests().has_started(unfinished)) {
    if (interrupted == interrupted_statement::redo) return false;
    throw changed_while_in_doubt(*step_.subject, unfinished.started);
  }
  const statement& s = script_[next_];
  switch (connection_.catalog().recover(connection_, s, progress_.reporter())) {
    case statement_recovery::carried_out:
      return true;
    case statement_recovery::run_again:
      return false;
    case statement_recovery::unknown:
      break;
  }
  if (interrupted != interrupted_statement::ask) return interrupted == interrupted_statement::done;
  throw error_at(error_kind::script, s.position,
                 "A run was stopped while this statement was at work, and nothing in the database "
                 "shows whether it was completed.",
                 {remedy::action::say_what_a_statement_did});
}

/// A new session has none of what the statements that were carried out did to the one before.
void non_transactional_step::set_up_session() {
  for (std::size_t i = 0; i < next_; ++i) {
    const statement_traits traits = traits_of(script_[i]);
    if (traits.sets_up_session) connection_.execute(script_[i]);
    if (!traits.makes_temporary_objects) continue;
    progress_.reporter().log(
        log_level::warning, "runtime",
        fmt::format("Statement {} of revision {} made temporary objects, which ended with its "
                    "session; it is not run again",
                    i + 1, printable(step_.subject->id)));
  }
}

/// COMMIT AND CHAIN has begun a transaction with the settings of the one before it.
void non_transactional_step::begin_again() {
  if (next_ == 0 || !traits_of(script_[next_ - 1]).chain) return;
  std::size_t opening = next_ - 1;
  while (opening > 0 && traits_of(script_[opening]).transaction != transaction_command::begin) {
    --opening;
  }
  connection_.execute(script_[opening]);
  for (std::size_t i = opening + 1; i < next_; ++i) {
    if (traits_of(script_[i]).must_be_first_in_transaction) connection_.execute(script_[i]);
  }
}

void non_transactional_step::run_next() {
  const statement& s = script_[next_];
  const statement_traits traits = traits_of(s);
  progress_.statement_started(next_);
  if (controls_transaction(traits)) {
    run_transaction_control(s, traits);
  } else if (connection_.in_transaction()) {
    connection_.execute(s);  // noted with the end of the section's own transaction
    ++next_;
  } else if (traits.runs_alone) {
    run_alone(s);
  } else {
    run_with_note(s, traits);
  }
}

statement_traits non_transactional_step::traits_of(const statement& s) const {
  return describe(s.sql, connection_.dialect());
}

/// True if the statement can be committed with the version row. What may have touched the session
/// is undone before that, so the session must be fz's own until the statement runs.
bool non_transactional_step::may_be_last(const statement_traits& traits) const {
  if (next_ + 1 != script_.size() || traits.must_be_first_in_transaction) return false;
  if (!touches_session_) return true;
  const bool drops_journal = then_ == after_step::drop_journal && batches_.journal_exists();
  return script_.size() == 1 && !drops_journal;
}

void non_transactional_step::run_with_note(const statement& s, const statement_traits& traits) {
  script_ptr only = script_of({s});
  if (may_be_last(traits)) return end(std::move(only));
  // Nothing may come before SET TRANSACTION.
  if (traits.must_be_first_in_transaction && !begin()) return;
  batch b;
  b.script = std::move(only);
  if (note(notes_.ahead(next_ + 1), std::move(b))) kept(++next_);
}

void non_transactional_step::run_alone(const statement& s) {
  const journal_entry& last = notes_.last();
  const bool is_begun = last.started == static_cast<std::int64_t>(next_) + 1 && !last.broken_off;
  if (!is_begun && !note(notes_.entry(next_, next_ + 1))) return;
  outcome<void> ran;
  ran.hold_call([&] { connection_.catalog().execute_alone(connection_, s, progress_.reporter()); });
  if (ran.failure()) note_failure(s, ran.failure());
  ran.take();
  kept(++next_);
  if (next_ == script_.size() && !touches_session_) return;  // the end follows at once
  note(notes_.ahead(next_), {}, on_cancel::proceed);
}

/// What the section commits itself is noted in the same transaction; what it rolls back or leaves
/// open is not noted.
void non_transactional_step::run_transaction_control(const statement& s,
                                                     const statement_traits& traits) {
  if (!begin()) return;
  const bool commits = traits.transaction == transaction_command::commit;
  if (connection_.in_transaction() && commits) {
    batch noted;
    noted.how = batch::mode::in_current_transaction;
    note(traits.chain ? notes_.entry(next_ + 1, 0) : notes_.ahead(next_ + 1), std::move(noted));
    connection_.execute(s);
    kept(++next_);
    return;
  }
  connection_.execute(s);
  ++next_;
  if (connection_.in_transaction()) return;
  note(notes_.ahead(next_));
  kept(next_);
}

/// A statement that failed was not carried out, and the file may be changed from it on: the note
/// that it was begun is taken back. Where that fails, the next run looks.
void non_transactional_step::note_failure(const statement& s, const std::exception_ptr& failure) {
  if (!connection_.is_open()) return;
  outcome<void> ignored;
  ignored.hold_call([&] {
    const statement_recovery fate = fate_of(s, failure);
    if (fate == statement_recovery::unknown) return;
    const bool carried_out = fate == statement_recovery::carried_out;
    const bool may_have_committed = traits_of(s).may_commit_itself;
    journal_entry to =
        notes_.entry(carried_out ? next_ + 1 : next_, may_have_committed ? next_ + 1 : 0);
    to.broken_off = may_have_committed;
    note(to, {}, on_cancel::proceed);
    kept(static_cast<std::size_t>(to.done));
  });
}

/// An interruption leaves what would take time to the next run.
statement_recovery non_transactional_step::fate_of(const statement& s,
                                                   const std::exception_ptr& failure) {
  const statement_traits traits = traits_of(s);
  if (is_cancellation(failure)) {
    return traits.recoverable ? statement_recovery::unknown : statement_recovery::run_again;
  }
  const auto refused = find_database_error(failure);
  if (!refused || refused->condition() == database_condition::connection_lost) {
    return statement_recovery::unknown;
  }
  if (traits.may_commit_itself || found_it_otherwise(*refused)) {
    return statement_recovery::run_again;
  }
  return connection_.catalog().recover(connection_, s, progress_.reporter());
}

/// The version row and the end of the journal, in one transaction with the last statement if that
/// is given.
void non_transactional_step::end(script_ptr last) {
  const bool with_statement = last != nullptr;
  batch b = batches_.end_outside(step_, body_, progress_.rows(), began_, std::move(last));
  const bool drops_journal = notes_.close(b, then_);
  outcome<batch_result> ended;
  ended.hold_call([&] { return connection_.execute(std::move(b)); });
  if (ended.failure() && !with_statement) note_what_was_done();
  result_ = ended.take();
  if (!result_.done && !with_statement) note_what_was_done();
  has_ended_ = result_.done;
  if (has_ended_ && drops_journal) batches_.set_journal_exists(false);
}

/// The end, which would have told, did not come.
void non_transactional_step::note_what_was_done() {
  const bool is_noted = notes_.last().done == static_cast<std::int64_t>(next_);
  if (is_noted || !connection_.is_open()) return;
  outcome<void> ignored;
  ignored.hold_call([&] { notes_.write(notes_.entry(next_, 0), {}, on_cancel::proceed); });
}

bool non_transactional_step::begin() { return notes_.has_any() || note(notes_.entry(next_, 0)); }

/// False: the step was not begun, because the version table holds something else.
bool non_transactional_step::note(const journal_entry& to, batch with, on_cancel how) {
  result_ = notes_.write(to, std::move(with), how);
  return result_.done;
}

void non_transactional_step::kept(std::size_t statements) { progress_.statements_kept(statements); }

}  // namespace fz
