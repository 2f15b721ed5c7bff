#pragma once

#include "core/revision/plan.hpp"
#include "core/runtime/run.hpp"
#include "core/util/reporter.hpp"

#include <cstddef>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace fz {

/// How far a run is: what was carried out, which step runs, what the version table
/// holds. The observer is notified of every change.
class run_progress {
 public:
  run_progress(std::string database, transaction_scope scope, run_observer& to,
               fz::reporter& free_text)
      : database_(std::move(database)), scope_(scope), observer_(to), reporter_(free_text) {}

  const std::string& database() const noexcept { return database_; }
  run_observer& observer() const noexcept { return observer_; }
  fz::reporter& reporter() const noexcept { return reporter_; }
  const std::vector<std::string>& rows() const noexcept { return rows_; }

  /// The step that runs, or nullptr; the index of its statement that runs, if it runs statement by
  /// statement.
  const step* current() const noexcept { return current_; }
  std::size_t statement() const noexcept { return statement_; }

  /// The version table holds these rows; no step runs.
  void found(std::vector<std::string> rows);
  void start(const step& s);
  void statement_started(std::size_t index) { statement_ = index; }
  /// The first `count` statements of the current step stay, whatever comes.
  void statements_kept(std::size_t count) { kept_statements_ = count; }
  /// What is left half-way of the current step, beside those.
  void left_unfinished(unfinished_work work) { unfinished_ = std::move(work); }
  void done(const step& s);

  std::size_t steps_done() const noexcept { return report_.steps.size(); }

  /// What to report before the current step is tried again.
  run_observer::retry retry_of(const std::exception_ptr& failure) const;

  /// `is_known`: the rows are known to be the database's.
  run_outcome finished() const;
  run_outcome failed(const std::exception_ptr& what, bool is_known) const;

 private:
  step_fate fate(bool is_known) const;

  std::string database_;
  transaction_scope scope_;
  run_observer& observer_;
  fz::reporter& reporter_;
  bool seen_ = false;
  std::vector<std::string> rows_;
  const step* current_ = nullptr;
  std::size_t statement_ = 0;
  std::size_t kept_statements_ = 0;
  unfinished_work unfinished_;
  run_report report_;
};

}  // namespace fz
