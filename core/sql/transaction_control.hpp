#pragma once

#include "core/sql/dialect.hpp"

#include <string>
#include <string_view>

namespace fz {

enum class transaction_effect {
  none,            ///< an ordinary statement: runs as well inside a transaction as outside
  controls,        ///< begins or ends the transaction itself: BEGIN, COMMIT, ROLLBACK, …
  refused_inside,  ///< the database refuses it inside a transaction (PostgreSQL: SQLSTATE 25001)
  ignored_inside,  ///< the database takes it inside a transaction and does nothing
};

struct transaction_control {
  transaction_effect effect = transaction_effect::none;
  /// The words that make it so, in capitals, for a message: "START TRANSACTION",
  /// "CREATE INDEX CONCURRENTLY", "PRAGMA foreign_keys".
  std::string words = {};

  bool operator==(const transaction_control&) const = default;
};

/// How one statement (as split_statements() gives it) gets on with a transaction around it.
/// Savepoints and ROLLBACK TO are ordinary. What cannot be told from the text alone, such as a
/// procedure that commits, counts as ordinary too.
transaction_control find_transaction_control(std::string_view sql, dialect dialect);

}  // namespace fz
