#pragma once

#include "core/database/connection.hpp"
#include "core/ledger/journal.hpp"
#include "core/revision/plan.hpp"
#include "core/runtime/run.hpp"
#include "core/runtime/run_progress.hpp"
#include "core/runtime/section_notes.hpp"
#include "core/runtime/step_batches.hpp"
#include "core/script/migration.hpp"
#include "core/sql/statement_traits.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// One step that runs outside of a transaction, statement by statement, each noted in the journal:
/// an ordinary one in one transaction with its note; one that a transaction would refuse between
/// two notes, "started" and "done"; what the section puts into a transaction of its own in a note
/// that is committed with it. So the boundary is exact at every moment, and an unfinished step
/// continues after it.
///
/// A commit costs more than most statements. So two notes become one where nothing happens between
/// them: "done" and the next statement's "started"; the first note and the step's beginning. The
/// last statement is committed with the version row, which needs no note.
class non_transactional_step {
 public:
  non_transactional_step(sync_connection& c, const step& s, const step_body& body,
                         step_batches& batches, run_progress& progress, after_step then);

  /// Runs the step from its beginning, or from where `unfinished`, an entry of this step, stopped.
  batch_result run(std::optional<journal_entry> unfinished, interrupted_statement interrupted);

 private:
  using on_cancel = section_notes::on_cancel;

  void run_all(std::optional<journal_entry> unfinished, interrupted_statement interrupted);
  void resume(const journal_entry& unfinished, interrupted_statement interrupted);
  bool was_carried_out(const journal_entry& unfinished, interrupted_statement interrupted);
  void set_up_session();
  void begin_again();
  bool begin();
  void run_next();
  void run_with_note(const statement& s, const statement_traits& traits);
  void run_alone(const statement& s);
  void run_transaction_control(const statement& s, const statement_traits& traits);
  statement_traits traits_of(const statement& s) const;
  bool may_be_last(const statement_traits& traits) const;
  void note_failure(const statement& s, const std::exception_ptr& failure);
  statement_recovery fate_of(const statement& s, const std::exception_ptr& failure);
  void end(script_ptr last);
  void note_what_was_done();
  bool note(const journal_entry& to, batch with = {}, on_cancel how = on_cancel::stop);
  void kept(std::size_t statements);

  sync_connection& connection_;
  const step& step_;
  const step_body& body_;
  const std::vector<statement> script_;
  step_batches& batches_;
  run_progress& progress_;
  const after_step then_;
  const bool touches_session_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  section_notes notes_;
  std::size_t next_ = 0;  // the index of the statement that runs
  batch_result result_;   // not done: the version table holds something else, and nothing was run
  bool has_ended_ = false;
};

}  // namespace fz
