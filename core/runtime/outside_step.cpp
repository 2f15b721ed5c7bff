#include "core/runtime/outside_step.hpp"

#include "core/database/sql_words.hpp"
#include "core/database/transaction_control.hpp"
#include "core/runtime/statement_fate.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>
#include <variant>

namespace fz {
namespace {

/// How a statement and its note get along.
enum class treatment {
  with_note,            ///< in one transaction
  between_notes,        ///< on its own
  transaction_control,  ///< begins or ends a transaction of the section's own
};

/// True for a block of code that may commit in its middle.
bool may_commit(const statement& s) {
  const std::string text = to_lower(s.sql);
  return text.find("commit") != std::string::npos || text.find("rollback") != std::string::npos;
}

treatment treatment_of(const statement& s, dialect d) {
  const transaction_control control = find_transaction_control(s.sql, d);
  if (control.effect == transaction_effect::controls) return treatment::transaction_control;
  if (control.effect != transaction_effect::none) return treatment::between_notes;
  sql_words words(s.sql, d);
  const bool alone = d == dialect::sqlite
                         ? words.take("pragma") || words.take("attach")
                         : words.take("call") || (words.take("do") && may_commit(s));
  return alone ? treatment::between_notes : treatment::with_note;
}

/// True for what only prepares the session: it is gone with it, and is done again.
bool sets_up_session(const statement& s, dialect d) {
  sql_words words(s.sql, d);
  if (d == dialect::sqlite) return words.take("pragma") || words.take("attach");
  return words.take("set") || words.take("reset") || words.take("load");
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
      script_(std::get<std::vector<statement>>(body.work)),
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
  while (now_.done < static_cast<std::int64_t>(script_.size())) {
    run_statement(script_[static_cast<std::size_t>(now_.done)]);
  }
  if (connection_.in_transaction()) {
    connection_.execute("ROLLBACK");
    throw left_transaction_open(*step_.subject);
  }
  batch last = batches_.end_outside(step_, body_, record_.rows(), began);
  last.statements.push_back(journal_.removal());
  return connection_.execute(std::move(last));
}

batch_result outside_step::begin() {
  now_.revision = step_.subject->id;
  now_.direction = step_.direction == direction::upgrade ? "upgrade" : "downgrade";
  now_ = after(0, 0);
  batch first = batches_.guard(batch::mode::transaction, record_.rows());
  first.preparation.push_back(journal_.creation());
  first.changes.push_back(journal_.beginning(now_));
  batch_result begun = connection_.execute(std::move(first));
  if (begun.done) committed();
  return begun;
}

void outside_step::resume(const journal_entry& unfinished, unsettled_statement unsettled) {
  now_ = unfinished;
  check_unchanged(unfinished);
  committed();
  for (std::int64_t i = 0; i < now_.done; ++i) {
    const statement& s = script_[static_cast<std::size_t>(i)];
    if (sets_up_session(s, connection_.dialect())) connection_.execute(s);
  }
  if (now_.started == 0) return;
  const statement& begun = script_[static_cast<std::size_t>(now_.started) - 1];
  const bool done = was_carried_out(begun, unsettled);
  note(after(done ? now_.started : now_.started - 1, 0), batch::mode::transaction);
  committed();
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
  switch (settle_fate(connection_, s)) {
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
  switch (treatment_of(s, connection_.dialect())) {
    case treatment::transaction_control:
      run_transaction_control(s);
      break;
    case treatment::with_note:
      run_with_note(s);
      break;
    case treatment::between_notes:
      run_between_notes(s);
      break;
  }
}

void outside_step::run_with_note(const statement& s) {
  const bool in_own = connection_.in_transaction();
  const journal_entry to = after(now_.done + 1, 0);
  batch b;
  b.how = in_own ? batch::mode::as_it_stands : batch::mode::transaction;
  b.statements.push_back(s);
  b.changes.push_back(journal_.progress(now_, to));
  connection_.execute(std::move(b));
  now_ = to;
  if (!in_own) committed();
}

void outside_step::run_between_notes(const statement& s) {
  if (connection_.in_transaction()) {
    run_with_note(s);  // the database itself says what it thinks of that
    return;
  }
  note(after(now_.done, now_.done + 1), batch::mode::transaction);
  committed();
  run_without_lock_timeout(s);
  note(after(now_.started, 0), batch::mode::transaction);
  committed();
}

void outside_step::run_transaction_control(const statement& s) {
  const journal_entry to = after(now_.done + 1, 0);
  if (!connection_.in_transaction()) {
    connection_.execute(s);
    note(to, connection_.in_transaction() ? batch::mode::as_it_stands : batch::mode::transaction);
    if (!connection_.in_transaction()) committed();
    return;
  }
  const std::string words = find_transaction_control(s.sql, connection_.dialect()).words;
  const bool commits = words == "COMMIT" || words == "END";
  if (commits) note(to, batch::mode::as_it_stands);
  connection_.execute(s);
  if (!commits) {
    now_ = committed_;
    note(to, connection_.in_transaction() ? batch::mode::as_it_stands : batch::mode::transaction);
  }
  if (!connection_.in_transaction()) committed();
}

/// What is refused inside a transaction builds or cleans beside the users' work: whoever waits for
/// it is not held up, so it may wait itself; a time limit would leave an invalid index.
void outside_step::run_without_lock_timeout(const statement& s) {
  if (connection_.dialect() == dialect::sqlite) {
    connection_.execute(s);
    return;
  }
  constexpr const char* set = "SELECT pg_catalog.set_config('lock_timeout', $1, false)";
  const auto before = connection_.query("SELECT pg_catalog.current_setting('lock_timeout')");
  connection_.query(set, {std::string("0")});
  std::exception_ptr failure;
  try {
    connection_.execute(s);
  } catch (...) {
    failure = std::current_exception();
  }
  if (connection_.is_open()) connection_.query(set, {before.at(0)[0]});
  if (failure) std::rethrow_exception(failure);
}

journal_entry outside_step::after(std::int64_t done, std::int64_t started) const {
  journal_entry entry = now_;
  entry.done = done;
  entry.started = started;
  entry.digest = digest_of(script_, static_cast<std::size_t>(std::max(done, started)));
  return entry;
}

void outside_step::note(const journal_entry& to, batch::mode how) {
  batch b;
  b.how = how;
  b.changes.push_back(journal_.progress(now_, to));
  connection_.execute(std::move(b));
  now_ = to;
}

void outside_step::committed() {
  committed_ = now_;
  record_.statements_stay(static_cast<std::size_t>(now_.done));
}

}  // namespace fz
