#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"
#include "core/ledger/audit_table.hpp"
#include "core/ledger/journal.hpp"
#include "core/ledger/version_table.hpp"
#include "core/sql/dialect.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz {

/// What fz's own tables say.
struct ledger_state {
  std::optional<std::vector<std::string>> rows = {};  ///< sorted; nothing: no version table
  std::optional<journal_entry> unfinished = {};       ///< a section that was stopped half-way
  bool has_journal = false;                           ///< the table is there; it may be empty
  bool has_audit_table = false;

  std::vector<std::string> versions() const { return rows.value_or(std::vector<std::string>()); }
};

/// fz's own tables in one database: versions, audit trail (if one is kept) and journal.
class ledger {
 public:
  ledger(version_table versions, std::optional<audit_table> audit, dialect d);

  const version_table& versions() const noexcept { return versions_; }
  const std::optional<audit_table>& audit() const noexcept { return audit_; }
  const fz::journal& journal() const noexcept { return journal_; }
  fz::dialect dialect() const noexcept { return dialect_; }

  /// In one round trip, unless a section was stopped half-way.
  task<ledger_state> read(connection& c) const;

  /// Whether the version table is taken to be there: then it is read at once, and if it is not, a
  /// server writes an error into its log.
  enum class version_table_is { there, missing };

  /// The same for questions that are asked together with others, and for their answers.
  std::vector<statement> questions(version_table_is assumed = version_table_is::there) const;
  task<ledger_state> read(connection& c, answers given) const;

 private:
  version_table versions_;
  std::optional<audit_table> audit_;
  fz::journal journal_;
  fz::dialect dialect_;
};

}  // namespace fz
