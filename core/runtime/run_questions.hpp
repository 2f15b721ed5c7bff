#pragma once

#include "core/database/connection.hpp"
#include "core/ledger/audit_table.hpp"
#include "core/ledger/journal.hpp"
#include "core/ledger/version_table.hpp"
#include "core/sql/dialect.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz {

/// What a run must know of the database once it holds the migration lock, asked in one round trip.
class run_questions {
 public:
  run_questions(version_table table, std::optional<audit_table> history, dialect d)
      : table_(std::move(table)), history_(std::move(history)), journal_(table_, d) {}

  struct found {
    std::optional<std::vector<std::string>> rows;  ///< none: there is no version table
    std::optional<journal_entry> unfinished;
    bool history_exists = false;
  };

  std::vector<statement> statements() const;

  /// Throws what a question failed with.
  found read(answers given) const;

 private:
  version_table table_;
  std::optional<audit_table> history_;
  journal journal_;
};

}  // namespace fz
