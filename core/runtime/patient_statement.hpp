#pragma once

#include "core/database/connection.hpp"
#include "core/sql/statement.hpp"

namespace fz {

/// Executes a statement; one that works CONCURRENTLY, or `FINALIZE`s such work, without
/// PostgreSQL's lock_timeout: while it waits it holds nobody up, and a limit would only leave it
/// half-done.
void execute_patiently(sync_connection& c, const statement& s);

}  // namespace fz
