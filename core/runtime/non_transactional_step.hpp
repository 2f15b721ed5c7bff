#pragma once

#include "core/database/connection.hpp"
#include "core/ledger/journal.hpp"
#include "core/revision/plan.hpp"
#include "core/runtime/run.hpp"
#include "core/runtime/run_progress.hpp"
#include "core/runtime/step_batches.hpp"
#include "core/script/migration.hpp"
#include "core/sql/statement_traits.hpp"

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
class non_transactional_step {
 public:
  non_transactional_step(sync_connection& c, const step& s, const step_body& body,
                         const step_batches& batches, run_progress& progress);

  /// Runs the step from its beginning, or from where `unfinished`, an entry of this step, stopped.
  batch_result run(std::optional<journal_entry> unfinished, interrupted_statement interrupted);

 private:
  batch_result begin();
  void resume(const journal_entry& unfinished, interrupted_statement interrupted);
  void check_unchanged(const journal_entry& unfinished) const;
  bool was_carried_out(const statement& s, interrupted_statement interrupted);
  void run_statement(const statement& s);
  void run_with_note(const statement& s);
  void run_between_notes(const statement& s);
  void run_transaction_control(const statement& s, const statement_traits& traits);
  statement_traits traits_of(const statement& s) const;
  void clear_up_after(const statement& s, const std::exception_ptr& failure);
  journal_entry after(std::size_t done, std::size_t started) const;
  void note(const journal_entry& to, batch b);
  void note_at(std::size_t done);

  sync_connection& connection_;
  const step& step_;
  const step_body& body_;
  const std::vector<statement> script_;
  const step_batches& batches_;
  run_progress& progress_;
  const journal& journal_;
  const bool touches_session_;
  const bool names_version_table_;
  journal_entry now_;     // as it was noted last
  std::size_t next_ = 0;  // the index of the statement that runs
};

}  // namespace fz
