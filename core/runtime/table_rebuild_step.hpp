#pragma once

#include "core/database/connection.hpp"
#include "core/script/migration.hpp"
#include "core/sql/statement.hpp"

#include <vector>

namespace fz {

/// Runs a section of SQLite in which tables are rebuilt (`-- fz:rebuild`), in the transaction that
/// is open; each rebuild is planned when its turn comes, for the table as it then is. Gives the
/// statements that ran, which are plain SQL. Throws what fails.
std::vector<statement> run_with_rebuilds(connection& c, sync_connection& in, const step_body& body);

}  // namespace fz
