#pragma once

#include "core/database/catalog.hpp"
#include "core/database/connection.hpp"
#include "core/sql/statement.hpp"
#include "core/util/reporter.hpp"

namespace fz::postgresql {

/// See catalog::recover().
statement_recovery recover(sync_connection& c, const statement& s, reporter& to);

/// See catalog::check_recoverable(): CREATE INDEX CONCURRENTLY without a name is refused.
void check_recoverable(const statement& s);

/// Executes a statement; one that works CONCURRENTLY, or finishes such work, without lock_timeout:
/// while it waits it blocks no other session, and a limit would only leave it half-done.
void execute_alone(sync_connection& c, const statement& s);

}  // namespace fz::postgresql
