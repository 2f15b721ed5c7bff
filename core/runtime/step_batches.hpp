#pragma once

#include "core/database/batch.hpp"
#include "core/database/connection.hpp"
#include "core/ledger/ledger.hpp"
#include "core/revision/plan.hpp"
#include "core/script/migration.hpp"

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

  /// `fence`: a change that must succeed at the end of every transaction, see
  /// migration_lock::fence().
  step_batches(ledger tables, const ledger_state& found, std::optional<batch::change> fence,
               const catalog& of)
      : tables_(std::move(tables)),
        fence_(std::move(fence)),
        catalog_(&of),
        version_table_exists_(found.rows.has_value()),
        journal_exists_(found.has_journal),
        audit_table_exists_(found.has_audit_table) {}

  const ledger& tables() const noexcept { return tables_; }

  /// fz's own tables but the journal exist now; until then guard() makes them.
  void tables_exist() noexcept { version_table_exists_ = audit_table_exists_ = true; }

  /// Whether the table of the journal exists, as far as is known here.
  bool journal_exists() const noexcept { return journal_exists_; }
  void set_journal_exists(bool exists) noexcept { journal_exists_ = exists; }

  bool has_fence() const noexcept { return fence_.has_value(); }

  /// Adds the fence to a batch that is all of a transaction.
  void add_fence(batch& whole) const;

  /// Makes the tables; not done unless the version table holds exactly `rows` (sorted). Until the
  /// end of the transaction the server's list of sessions shows the step `shown`, if there is one.
  batch guard(batch::mode how, std::vector<std::string> rows, const step* shown = nullptr) const;

  /// All of a step whose statements are known, from a version table that holds `rows`.
  batch whole(const step& s, const step_body& body, std::vector<std::string> rows) const;

  /// The same for the transaction that is open.
  batch inside(const step& s, const step_body& body, std::vector<std::string> rows) const;

  /// Fails a batch after whose script the version table does not hold `rows` any more.
  batch::precondition still_holds(std::vector<std::string> rows) const;

  /// What comes before the COMMIT of a transaction that was not made of one batch.
  batch closing() const;

  /// The end of a step that did its work since `began`: in the transaction that is open, or in one
  /// of its own, with a `last` part of its work if there is one.
  batch end_inside(const step& s, const step_body& body, std::vector<std::string> rows,
                   time_point began) const;
  batch end_outside(const step& s, const step_body& body, std::vector<std::string> rows,
                    time_point began, script_ptr last = nullptr) const;

  /// All of a stamp: its steps change the version table, and nothing runs.
  batch stamp(const plan& p, const std::vector<step_body>& bodies) const;

 private:
  void record(batch& whole, const step& s, const step_body& body,
              std::chrono::milliseconds before = {}) const;
  void record_since(time_point began, batch& last, const step& s, const step_body& body) const;

  ledger tables_;
  std::optional<batch::change> fence_;
  const catalog* catalog_;
  bool version_table_exists_;
  bool journal_exists_;
  bool audit_table_exists_;
};

}  // namespace fz
