#include "core/runtime/outside_step.hpp"

#include "core/database/database_error.hpp"
#include "core/runtime/patient_statement.hpp"
#include "core/runtime/statement_fate.hpp"
#include "core/sql/sql_words.hpp"
#include "core/sql/transaction_control.hpp"
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

/// True for a block of code that may commit in its middle.
bool may_commit(const statement& s) {
  const std::string text = to_lower(s.sql);
  return text.find("commit") != std::string::npos || text.find("rollback") != std::string::npos;
}

bool controls_transaction(const statement& s, dialect d) {
  return find_transaction_control(s.sql, d).effect == transaction_effect::controls;
}

/// True for what must not share a transaction with its note.
bool runs_alone(const statement& s, dialect d) {
  if (find_transaction_control(s.sql, d).effect != transaction_effect::none) return true;
  sql_words words(s.sql, d);
  if (d == dialect::sqlite) return words.take("pragma") || words.take("attach");
  return words.take("call") || (words.take("do") && may_commit(s));
}

/// True for what only prepares the session: it is gone with it, and is done again.
bool sets_up_session(const statement& s, dialect d) {
  sql_words words(s.sql, d);
  if (d == dialect::sqlite) {
    return words.take("pragma") || words.take("attach") || words.take("detach");
  }
  const bool is_of_transaction =
      words.take("set local") || words.take("set transaction") || words.take("set constraints");
  return !is_of_transaction && (words.take("set") || words.take("reset") || words.take("load"));
}

/// What the database said when it refused a statement; nothing if it did not, or went away.
std::optional<database_error::details> refusal(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const database_error& e) {
    if (e.condition() != database_condition::connection_lost) return e.what_happened();
  } catch (...) {
  }
  return std::nullopt;
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

error left_transaction_open(const revision& r) {
  return error_at(error_kind::script, {r.file},
                  fmt::format("Revision {} begins a transaction and does not end it; it was rolled "
                              "back.",
                              printable(r.id)));
}

}  // namespace

outside_step::outside_step(sync_connection& c, const step& s, const step_body& body,
                           const step_batches& batches, run_record& record)
    : connection_(c),
      step_(s),
      body_(body),
      script_(statements_of(std::get<script_ptr>(body.work))),
      batches_(batches),
      record_(record),
      journal_(batches.table(), c.dialect()) {}

batch_result outside_step::run(std::optional<journal_entry> unfinished,
                               unsettled_statement unsettled) {
  const auto began = std::chrono::steady_clock::now();
  if (unfinished) {
    resume(*unfinished, unsettled);
  } else {
    batch_result begun = begin();
    if (!begun.done) return begun;
  }
  for (; next_ < script_.size(); ++next_) {
    record_.statement_runs(next_);
    run_statement(script_[next_]);
  }
  if (connection_.in_transaction()) {
    connection_.execute("ROLLBACK");
    throw left_transaction_open(*step_.subject);
  }
  batch last = batches_.end_outside(step_, body_, record_.rows(), began);
  last.script = script_of({journal_.removal()});
  return connection_.execute(std::move(last));
}

batch_result outside_step::begin() {
  now_.revision = step_.subject->id;
  now_.direction = step_.direction == direction::upgrade ? "upgrade" : "downgrade";
  now_ = after(0, 0);
  batch first = batches_.guard(batch::mode::transaction, record_.rows());
  first.preparation.push_back(journal_.creation());
  first.changes.push_back(journal_.beginning(now_));
  batches_.add_fence(first);
  return connection_.execute(std::move(first));
}

void outside_step::resume(const journal_entry& unfinished, unsettled_statement unsettled) {
  now_ = unfinished;
  check_unchanged(unfinished);
  next_ = static_cast<std::size_t>(now_.done);
  record_.statements_stay(next_);
  for (std::size_t i = 0; i < next_; ++i) {
    if (sets_up_session(script_[i], connection_.dialect())) connection_.execute(script_[i]);
  }
  if (now_.started == 0) return;
  const bool done = was_carried_out(script_[next_], unsettled);
  if (done) ++next_;
  note_at(next_);
}

/// What was carried out must be what the file says: else nobody knows what the rest would meet.
void outside_step::check_unchanged(const journal_entry& unfinished) const {
  const auto count = static_cast<std::size_t>(std::max(unfinished.done, unfinished.started));
  if (count <= script_.size() && digest_of(script_, count) == unfinished.digest) return;
  throw error_at(
      error_kind::script, {step_.subject->file},
      fmt::format(
          "Revision {} is half-way: its first {} were carried out outside of a transaction, "
          "and the file says something else now. Put them back as they were, and change "
          "only what stands behind them.",
          printable(step_.subject->id), counted(count, "statement")));
}

bool outside_step::was_carried_out(const statement& s, unsettled_statement unsettled) {
  switch (settle_fate(connection_, s, record_.reporter())) {
    case statement_fate::carried_out:
      return true;
    case statement_fate::to_be_run:
      return false;
    case statement_fate::unknown:
      break;
  }
  if (unsettled != unsettled_statement::ask) return unsettled == unsettled_statement::done;
  throw error_at(error_kind::script, s.position,
                 "A run was stopped while this statement was at work, and nothing in the database "
                 "tells whether it came to its end. Find out, and run the same command with "
                 "--unsettled done or --unsettled redo.");
}

void outside_step::run_statement(const statement& s) {
  const dialect d = connection_.dialect();
  if (controls_transaction(s, d)) {
    run_transaction_control(s);
  } else if (connection_.in_transaction()) {
    connection_.execute(s);  // noted with the end of the section's own transaction
  } else if (runs_alone(s, d)) {
    run_between_notes(s);
  } else {
    run_with_note(s);
  }
}

void outside_step::run_with_note(const statement& s) {
  batch b;
  b.script = script_of({s});
  note(after(next_ + 1, 0), std::move(b));
  record_.statements_stay(next_ + 1);
}

void outside_step::run_between_notes(const statement& s) {
  note(after(next_, next_ + 1), batch());
  outcome<void> ran;
  ran.hold_call([&] { execute_patiently(connection_, s); });
  if (ran.failure()) clear_up_after(s, ran.failure());
  ran.take();
  note_at(next_ + 1);
}

/// What the section commits itself is noted in the same transaction; what it rolls back or leaves
/// open is not noted.
void outside_step::run_transaction_control(const statement& s) {
  const std::string words = find_transaction_control(s.sql, connection_.dialect()).words;
  if (connection_.in_transaction() && (words == "COMMIT" || words == "END")) {
    batch as_it_stands;
    as_it_stands.how = batch::mode::as_it_stands;
    note(after(next_ + 1, 0), std::move(as_it_stands));
    connection_.execute(s);
    record_.statements_stay(next_ + 1);
    return;
  }
  connection_.execute(s);
  if (!connection_.in_transaction()) note_at(next_ + 1);
}

/// The database has refused it, so its fate is known: the note that it was begun is taken back, and
/// the file may be mended. Where that fails, the next run looks.
void outside_step::clear_up_after(const statement& s, const std::exception_ptr& failure) {
  const auto refused = refusal(failure);
  if (!refused) return;
  outcome<void> ignored;
  ignored.hold_call([&] {
    const statement_fate fate = found_it_otherwise(*refused)
                                    ? statement_fate::to_be_run
                                    : settle_fate(connection_, s, record_.reporter());
    if (fate == statement_fate::unknown) return;
    note_at(fate == statement_fate::carried_out ? next_ + 1 : next_);
  });
}

journal_entry outside_step::after(std::size_t done, std::size_t started) const {
  journal_entry entry = now_;
  entry.done = static_cast<std::int64_t>(done);
  entry.started = static_cast<std::int64_t>(started);
  entry.digest = digest_of(script_, std::max(done, started));
  return entry;
}

/// Carries the batch out, and with it the note.
void outside_step::note(const journal_entry& to, batch b) {
  b.changes.push_back(journal_.progress(now_, to));
  batches_.add_fence(b);
  connection_.execute(std::move(b));
  now_ = to;
}

void outside_step::note_at(std::size_t done) {
  note(after(done, 0), batch());
  record_.statements_stay(done);
}

}  // namespace fz
