#pragma once

#include "core/async/task.hpp"
#include "core/config/config.hpp"
#include "core/database/connection.hpp"
#include "core/ledger/journal.hpp"
#include "core/revision/plan.hpp"
#include "core/runtime/outside_step.hpp"
#include "core/runtime/run_record.hpp"
#include "core/runtime/step_batches.hpp"
#include "core/script/migration.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// Carries out the steps of one plan on a connection. What it refers to must outlive it.
class step_runner {
 public:
  /// `settle` is called on the loop's thread for each step that has come to stay.
  step_runner(connection& c, const plan& p, std::vector<step_body> bodies,
              const step_batches& batches, run_record& record,
              std::function<void(const step&)> settle);

  /// An unfinished step outside of a transaction, which is the plan's first.
  void go_on_from(std::optional<journal_entry> unfinished, unsettled_statement unsettled);

  /// Runs all steps, each in a transaction of its own or all in one. Not done: the version table
  /// held something else than was planned from, and the rest was left alone. Throws what fails.
  task<batch_result> run(transaction_scope scope);

  /// "Running upgrade a -> b, message: statement 2 of 3"; "" while no step runs.
  std::string what_runs() const;

 private:
  task<batch_result> run_each();
  task<batch_result> run_in_one_transaction();
  task<batch_result> run_scripts(std::size_t first, std::size_t last);
  task<batch_result> run_alone(std::size_t index);
  batch_result run_in_transaction(sync_connection& c, const step& s, step_body& body);
  batch_result run_outside(sync_connection& c, const step& s, const step_body& body);
  std::size_t run_more(sync_connection& c, std::size_t first);
  void run_code(sync_connection& c, const step& s, step_body& body);
  std::size_t index_of(const step& s) const;

  connection& connection_;
  const plan& plan_;
  std::vector<step_body> bodies_;
  const step_batches& batches_;
  run_record& record_;
  std::function<void(const step&)> settle_;
  std::optional<journal_entry> unfinished_;
  unsettled_statement unsettled_ = unsettled_statement::ask;
  std::vector<std::size_t> statement_counts_;  // 0: code
  std::optional<std::size_t> sent_from_;       // the first of the steps that went down together
};

}  // namespace fz
