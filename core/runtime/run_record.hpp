#pragma once

#include "core/config/config.hpp"
#include "core/revision/plan.hpp"
#include "core/util/reporter.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fz {

/// One step that was carried out, or would be.
struct step_record {
  fz::direction direction;
  std::string revision;
  std::string message;
  std::vector<std::string> from;  ///< as in a log line, see step
  std::vector<std::string> to;
};

/// What a run did, or a plan would do; rows of the version table, sorted.
struct run_report {
  std::vector<step_record> steps;
  std::vector<std::string> rows_before;
  std::vector<std::string> rows_after;
};

step_record record_of(const step& s);

/// Rows for a person: "a and b", or "base (no revision applied)".
std::string rows_in_words(const std::vector<std::string>& rows);

/// Where a run stands while it goes on: what was carried out, which step runs, what the version
/// table holds.
class run_record {
 public:
  explicit run_record(fz::reporter& to) : reporter_(to) {}

  const std::vector<std::string>& rows() const noexcept { return rows_; }
  const run_report& report() const noexcept { return report_; }
  fz::reporter& reporter() const noexcept { return reporter_; }

  /// The step that runs, or nullptr.
  const step* current() const noexcept { return current_; }

  void begin(std::vector<std::string> rows);
  void announce(const step& s);
  /// So many statements of the current step stay whatever comes.
  void statements_stay(std::size_t count) { statements_that_stay_ = count; }
  /// The index of its statement that runs, if it runs statement by statement.
  void statement_runs(std::size_t index) { statement_ = index; }
  std::size_t statement() const noexcept { return statement_; }
  void settle(const step& s);
  /// The run goes on from other rows than it had, or from the same once more.
  void found(std::vector<std::string> rows);

  run_report finished() const;

  /// What is said when a run ends early: the fate of the step that ran, what was carried out before
  /// it, where the database stands.
  enum class connection_state { open, lost };
  std::string boundary(transaction_scope scope, connection_state state) const;

  /// "Revision a was rolled back", for a step that is tried again; `half_way`: it runs outside of a
  /// transaction.
  std::string what_was_rolled_back(transaction_scope scope, bool half_way) const;

 private:
  std::string fate(const step& s, transaction_scope scope, connection_state state) const;

  fz::reporter& reporter_;
  bool began_ = false;
  std::vector<std::string> rows_;
  const step* current_ = nullptr;
  std::size_t statements_that_stay_ = 0;
  std::size_t statement_ = 0;
  run_report report_;
};

}  // namespace fz
