#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"
#include "core/ledger/journal.hpp"
#include "core/revision/plan.hpp"
#include "core/runtime/run.hpp"
#include "core/runtime/run_progress.hpp"
#include "core/runtime/step_batches.hpp"
#include "core/script/migration.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// The step of the plan, and where in it, that a section outside of a transaction was stopped.
struct resume_point {
  std::optional<journal_entry> unfinished;
  interrupted_statement interrupted = interrupted_statement::ask;
};

/// Carries out the steps of one plan on a connection. What it refers to must outlive it.
class step_runner {
 public:
  step_runner(connection& c, const plan& p, const std::vector<step_body>& bodies,
              step_batches& batches, run_progress& progress, resume_point from);

  /// Runs all steps, each in a transaction of its own or all in one. Not done: the version table
  /// held other rows than the plan began with; then nothing else is run. Throws what fails.
  task<batch_result> run(transaction_scope scope);

  /// The same for a plan whose steps only change the version table.
  task<batch_result> stamp();

  /// What is at work now; nothing while no step runs.
  std::optional<run_observer::progress> at_work() const;

 private:
  task<batch_result> run_each();
  task<batch_result> run_in_one_transaction();
  task<batch_result> run_scripts(std::size_t first, std::size_t last);
  task<batch_result> run_alone(std::size_t index);
  batch_result run_in_transaction(sync_connection& c, std::size_t index);
  batch_result run_outside(sync_connection& c, std::size_t index);
  std::size_t run_more(sync_connection& c, std::size_t first, std::vector<std::string>& rows);
  void run_code(sync_connection& c, std::size_t index, std::vector<std::string> rows);
  void done(const step& s);
  std::size_t index_of(const step& s) const;

  connection& connection_;
  const plan& plan_;
  const std::vector<step_body>& bodies_;
  step_batches& batches_;
  run_progress& progress_;
  resume_point resume_from_;
  std::optional<std::size_t> sent_from_;  // the first of the steps that were sent together
};

}  // namespace fz
