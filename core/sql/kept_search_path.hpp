#pragma once

#include "core/sql/dialect.hpp"
#include "core/sql/statement_source.hpp"

namespace fz {

/// PostgreSQL: lets a script change search_path for itself alone. One that sets it for the session,
/// as those of pg_dump do, would hide the version table from its own end, and tables from later
/// steps. A script that names search_path gets one statement more at its beginning and one at its
/// end; they work within one transaction. Other scripts stay as they are.
script_ptr keep_search_path(script_ptr script, dialect d);

}  // namespace fz
