#include "core/runtime/non_transactional_step.hpp"

#include "core/database/database_error.hpp"
#include "core/sql/statement_traits.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <string_view>
#include <utility>
#include <variant>

namespace fz {
namespace {

/// What the database said when it refused a statement; nothing if it did not, or the connection was
/// lost.
std::optional<database_error::details> refusal(const std::exception_ptr& failure) {
  const auto found = find_database_error(failure);
  const bool refused = found && found->condition() != database_condition::connection_lost;
  return refused ? std::optional(found->what_happened()) : std::nullopt;
}

/// True for a refusal because of what was there before, or was not: the catalog would mislead.
bool found_it_otherwise(const database_error::details& refused) {
  constexpr std::array<std::string_view, 6> states = {
      "42P04",  // duplicate_database
      "42P07",  // duplicate_table; indexes too
      "42710",  // duplicate_object
      "3D000",  // invalid_catalog_name: no such database
      "42704",  // undefined_object
      "42P01",  // undefined_table
  };
  return std::find(states.begin(), states.end(), refused.sqlstate) != states.end();
}

bool names(const std::vector<statement>& script, const std::string& table) {
  return std::any_of(script.begin(), script.end(),
                     [&](const statement& s) { return s.sql.find(table) != std::string::npos; });
}

error left_transaction_open(const revision& r) {
  return error_at(error_kind::script, {r.file},
                  fmt::format("Revision {} begins a transaction and does not end it; it was rolled "
                              "back.",
                              printable(r.id)));
}

}  // namespace

non_transactional_step::non_transactional_step(sync_connection& c, const step& s,
                                               const step_body& body, const step_batches& batches,
                                               run_progress& progress)
    : connection_(c),
      step_(s),
      body_(body),
      script_(statements_of(std::get<script_ptr>(body.work))),
      batches_(batches),
      progress_(progress),
      journal_(batches.tables().journal()),
      touches_session_(may_touch_session(body)),
      names_version_table_(names(script_, batches.tables().versions().name())) {}

batch_result non_transactional_step::run(std::optional<journal_entry> unfinished,
                                         interrupted_statement interrupted) {
  const auto began = std::chrono::steady_clock::now();
  if (unfinished) {
    resume(*unfinished, interrupted);
  } else {
    batch_result begun = begin();
    if (!begun.done) return begun;
  }
  for (; next_ < script_.size(); ++next_) {
    progress_.statement_started(next_);
    run_statement(script_[next_]);
  }
  if (connection_.in_transaction()) {
    connection_.execute("ROLLBACK");
    throw left_transaction_open(*step_.subject);
  }
  if (touches_session_) connection_.restore_session();
  batch last = batches_.end_outside(step_, body_, progress_.rows(), began);
  last.script = script_of({journal_.removal()});
  return connection_.execute(std::move(last));
}

batch_result non_transactional_step::begin() {
  now_.revision = step_.subject->id;
  now_.direction = to_string(step_.direction);
  now_ = after(0, 0);
  batch first = batches_.guard(batch::mode::transaction, progress_.rows());
  first.preparation.push_back(journal_.creation());
  first.changes.push_back(journal_.beginning(now_));
  batches_.add_fence(first);
  return connection_.execute(std::move(first));
}

void non_transactional_step::resume(const journal_entry& unfinished,
                                    interrupted_statement interrupted) {
  now_ = unfinished;
  check_unchanged(unfinished);
  next_ = static_cast<std::size_t>(now_.done);
  progress_.statements_kept(next_);
  for (std::size_t i = 0; i < next_; ++i) {
    if (traits_of(script_[i]).sets_up_session) connection_.execute(script_[i]);
  }
  if (now_.started == 0) return;
  const bool done = was_carried_out(script_[next_], interrupted);
  if (done) ++next_;
  note_at(next_);
}

/// What was carried out must be what the file says: else nobody knows what the rest would meet.
void non_transactional_step::check_unchanged(const journal_entry& unfinished) const {
  const auto count = static_cast<std::size_t>(std::max(unfinished.done, unfinished.started));
  if (count <= script_.size() && digest_of(script_, count) == unfinished.digest) return;
  throw error_at(
      error_kind::script, {step_.subject->file},
      fmt::format(
          "Revision {} is half-way: its first {} were carried out outside of a transaction, "
          "and the file has changed there since. Restore them, and change only what comes after "
          "them.",
          printable(step_.subject->id), counted(count, "statement")));
}

bool non_transactional_step::was_carried_out(const statement& s,
                                             interrupted_statement interrupted) {
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

void non_transactional_step::run_statement(const statement& s) {
  const statement_traits traits = traits_of(s);
  if (controls_transaction(traits)) {
    run_transaction_control(s, traits);
  } else if (connection_.in_transaction()) {
    connection_.execute(s);  // noted with the end of the section's own transaction
  } else if (traits.runs_alone) {
    run_between_notes(s);
  } else {
    run_with_note(s);
  }
}

statement_traits non_transactional_step::traits_of(const statement& s) const {
  return describe(s.sql, connection_.dialect());
}

void non_transactional_step::run_with_note(const statement& s) {
  batch b;
  b.script = script_of({s});
  note(after(next_ + 1, 0), std::move(b));
  progress_.statements_kept(next_ + 1);
}

void non_transactional_step::run_between_notes(const statement& s) {
  note(after(next_, next_ + 1), batch());
  outcome<void> ran;
  ran.hold_call([&] { connection_.catalog().execute_alone(connection_, s); });
  if (ran.failure()) clear_up_after(s, ran.failure());
  ran.take();
  note_at(next_ + 1);
}

/// What the section commits itself is noted in the same transaction; what it rolls back or leaves
/// open is not noted.
void non_transactional_step::run_transaction_control(const statement& s,
                                                     const statement_traits& traits) {
  const bool commits = traits.transaction == transaction_command::commit;
  if (connection_.in_transaction() && commits) {
    batch noted;
    noted.how = batch::mode::in_current_transaction;
    note(after(next_ + 1, 0), std::move(noted));
    connection_.execute(s);
    progress_.statements_kept(next_ + 1);
    return;
  }
  connection_.execute(s);
  if (!connection_.in_transaction()) note_at(next_ + 1);
}

/// The database has refused it, so its fate is known: the note that it was begun is taken back, and
/// the file may be mended. Where that fails, the next run looks.
void non_transactional_step::clear_up_after(const statement& s, const std::exception_ptr& failure) {
  const auto refused = refusal(failure);
  if (!refused) return;
  outcome<void> ignored;
  ignored.hold_call([&] {
    const statement_recovery fate =
        found_it_otherwise(*refused)
            ? statement_recovery::run_again
            : connection_.catalog().recover(connection_, s, progress_.reporter());
    if (fate == statement_recovery::unknown) return;
    note_at(fate == statement_recovery::carried_out ? next_ + 1 : next_);
  });
}

journal_entry non_transactional_step::after(std::size_t done, std::size_t started) const {
  journal_entry entry = now_;
  entry.done = static_cast<std::int64_t>(done);
  entry.started = static_cast<std::int64_t>(started);
  entry.digest = digest_of(script_, std::max(done, started));
  return entry;
}

/// Carries the batch out, and with it the note. The section goes on with its own role.
void non_transactional_step::note(const journal_entry& to, batch b) {
  if (touches_session_) b.session = batch::session_after::own_identity;
  if (names_version_table_) b.unchanged = batches_.still_holds(progress_.rows());
  b.changes.push_back(journal_.progress(now_, to));
  batches_.add_fence(b);
  connection_.execute(std::move(b));
  now_ = to;
}

void non_transactional_step::note_at(std::size_t done) {
  note(after(done, 0), batch());
  progress_.statements_kept(done);
}

}  // namespace fz
