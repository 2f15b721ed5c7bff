#pragma once

#include "core/database/database_error.hpp"
#include "core/sql/statement.hpp"
#include "core/sql/statement_source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// Statements that go down to the database together, in one hop. Cheap to copy: the script is
/// shared.
struct batch {
  /// A query that must give exactly these texts in its first column, in this order.
  struct precondition {
    statement query;
    std::vector<std::string> texts;
  };

  /// A statement that must change exactly so many rows.
  struct change {
    statement sql;
    std::uint64_t rows;
    std::string otherwise = {};  ///< the sentence if it does not; empty: one about the statement
  };

  enum class mode {
    transaction,             ///< one transaction of its own around everything
    in_current_transaction,  ///< within the connection's transaction, or each statement on its own
  };

  mode how = mode::transaction;
  std::vector<statement> preparation;  ///< run before the precondition is looked at
  std::optional<precondition> expected;
  script_ptr script;            ///< none: no statements
  std::vector<change> changes;  ///< run after the script
};

/// How a batch ended that did not fail.
struct batch_result {
  /// False: the precondition did not hold, `found` is what the query gave, and nothing was done
  /// (with mode::transaction; else the preparation was).
  bool done = true;
  std::vector<std::string> found = {};
};

/// A batch's change that did not change as many rows as it was to.
database_error wrong_number_of_rows(const batch::change& change);

}  // namespace fz
