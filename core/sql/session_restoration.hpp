#pragma once

#include "core/sql/statement.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz {

/// A setting of PostgreSQL, as SET takes it.
struct session_setting {
  std::string name;
  std::string value;

  bool operator==(const session_setting&) const = default;
};

/// What a session of PostgreSQL has that a step must not take from it.
struct own_session {
  std::vector<session_setting> settings = {};  ///< in the order in which they are set
  /// Calls that take the session's advisory locks again, see advisory_locks_held(); nothing: they
  /// are not known, and none is let go.
  std::optional<std::vector<std::string>> locks = {};
  bool has_blocks = true;  ///< false: a server without DO and all that goes with it (CockroachDB)
};

/// Statements for PostgreSQL after which the session is what it was when it began, and has what is
/// its own: user and role, settings, temporary objects, prepared statements, cursors, LISTEN,
/// advisory locks, sequences' last values. Inside a transaction or not; a rollback takes back what
/// it can.
std::vector<statement> restoring_statements(const own_session& own);

/// A statement for PostgreSQL that sets them all and, unlike a SELECT, gives no rows.
statement setting_block(const std::vector<session_setting>& settings);

/// Statements for PostgreSQL after which, until the transaction ends, the session's own role works
/// in its own search_path; then those that were set before are back.
std::vector<statement> own_identity(const own_session& own);

/// A query for PostgreSQL: each row is the call that takes one advisory lock that the session has.
statement advisory_locks_held();

}  // namespace fz
