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
    std::string otherwise = {};  ///< the sentence if it must hold and does not
  };

  /// A statement that must change exactly that number of rows.
  struct change {
    statement sql;
    std::uint64_t rows;
    std::string otherwise = {};  ///< the sentence if it does not; empty: one about the statement
  };

  enum class mode {
    transaction,             ///< one transaction of its own around everything
    in_current_transaction,  ///< within the connection's transaction, or each statement on its own
  };

  /// What becomes of what the script did to the session, ahead of what follows it.
  enum class session_after {
    as_it_is,
    restored,      ///< undone, see connection::save_session()
    own_identity,  ///< until the transaction ends, role and search_path are the connection's own
  };

  mode how = mode::transaction;
  std::vector<statement> preparation;  ///< run before the precondition is looked at
  std::optional<precondition> expected;
  script_ptr script;  ///< none: no statements
  session_after session = session_after::as_it_is;
  std::optional<precondition> unchanged;  ///< must hold after the script, else the batch fails
  std::vector<change> changes;            ///< run after the script
  std::vector<statement> afterwards;      ///< run last
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

/// A precondition that must hold and does not.
database_error does_not_hold(const batch::precondition& expected);

/// What to throw if its query failed with `refused`: the same if the table was dropped or changed.
database_error look_failed(const batch::precondition& expected, const database_error& refused);

}  // namespace fz
