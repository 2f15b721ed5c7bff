#pragma once

#include "core/sql/dialect.hpp"
#include "core/sql/statement.hpp"

#include <vector>

namespace fz {

/// PostgreSQL: lets a script change search_path for itself alone. One that sets it for the session,
/// as those of pg_dump do, would hide the version table from its own end, and tables from the steps
/// behind it. Adds a statement before and one behind to a script that names search_path; they work
/// within one transaction. Other scripts stay as they are.
void keep_search_path(std::vector<statement>& script, dialect d);

}  // namespace fz
