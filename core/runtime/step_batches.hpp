#pragma once

#include "core/database/batch.hpp"
#include "core/ledger/audit_table.hpp"
#include "core/ledger/version_table.hpp"
#include "core/revision/plan.hpp"
#include "core/script/migration.hpp"
#include "core/sql/dialect.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// The batches by which steps reach a database: what they do, their version row, and their row of
/// the audit trail.
class step_batches {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  step_batches(version_table table, std::optional<audit_table> history, dialect d)
      : table_(std::move(table)), history_(std::move(history)), dialect_(d) {}

  const version_table& table() const noexcept { return table_; }
  const std::optional<audit_table>& history() const noexcept { return history_; }

  /// Which of fz's own tables are there already; the others are made by guard().
  void found_version_table(bool exists) noexcept { table_exists_ = exists; }
  void found_audit_table(bool exists) noexcept { history_exists_ = exists; }
  void found_tables() noexcept { table_exists_ = history_exists_ = true; }

  /// A change that must succeed at the end of every transaction, see migration_lock::fence().
  void require(std::optional<batch::change> fence) { fence_ = std::move(fence); }

  /// Adds it to a batch that is all of a transaction.
  void add_fence(batch& whole) const;

  /// Makes the tables; not done unless the version table holds exactly `rows` (sorted). Until the
  /// end of the transaction a server's list of sessions shows the step `shown`, if there is one.
  batch guard(batch::mode how, std::vector<std::string> rows, const step* shown = nullptr) const;

  /// All of a step whose statements are known, from a version table that holds `rows`.
  batch whole(const step& s, const step_body& body, std::vector<std::string> rows) const;

  /// The same for the transaction that is open.
  batch inside(const step& s, const step_body& body) const;

  /// What comes before the COMMIT of a transaction that was not made of one batch.
  batch seal() const;

  /// The end of a step that did its work since `began`: in the transaction that is open, or in one
  /// of its own.
  batch end_inside(const step& s, const step_body& body, time_point began) const;
  batch end_outside(const step& s, const step_body& body, std::vector<std::string> rows,
                    time_point began) const;

 private:
  void record(batch& whole, const step& s, const step_body& body) const;
  void record_since(time_point began, batch& last, const step& s, const step_body& body) const;

  version_table table_;
  std::optional<audit_table> history_;
  dialect dialect_;
  std::optional<batch::change> fence_;
  bool table_exists_ = false;
  bool history_exists_ = false;
};

}  // namespace fz
