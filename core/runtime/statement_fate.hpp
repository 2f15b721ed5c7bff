#pragma once

#include "core/database/connection.hpp"
#include "core/sql/statement.hpp"
#include "core/util/reporter.hpp"

namespace fz {

/// What became of a statement that ran outside of a transaction when its run was stopped.
enum class statement_fate {
  carried_out,
  to_be_run,  ///< not carried out; or to run it again does no harm
  unknown,    ///< nothing tells
};

/// Asks PostgreSQL's catalog, and clears away what a broken attempt has left: the invalid index of
/// CREATE INDEX CONCURRENTLY or REINDEX CONCURRENTLY, a partition whose detaching is pending. The
/// session that ran the statement must be gone. On SQLite every statement that can be in question
/// may run again. What is cleared away is told `to` somebody.
statement_fate settle_fate(sync_connection& c, const statement& s, reporter& to);

/// Throws error(script) with its place for a statement of a section outside of transactions after
/// which nobody could look: CREATE INDEX CONCURRENTLY without a name.
void check_fate_can_be_settled(const statement& s, dialect d);

}  // namespace fz
