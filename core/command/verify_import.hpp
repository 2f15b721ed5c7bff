#pragma once

#include "core/autogenerate/compare.hpp"
#include "core/command/context.hpp"
#include "core/command/import_migrations.hpp"
#include "core/database/database_url.hpp"

#include <optional>
#include <vector>

namespace fz::command {

/// Runs the originals of what was imported, by psql or sqlite3 as the other tool's rules say, or by
/// Alembic itself, on one scratch database, and the revisions of the project on another, and
/// compares the schemas that they make, for each dialect; empty: they are equal. `ctx`: the project
/// with the revisions. `scratch`: a server on which databases may be made; not needed on SQLite.
/// Throws error(check) where something has to be finished by hand first, or the originals do not
/// run, and what the databases refuse.
task<std::vector<difference>> verify_import(const context& ctx,
                                            const migration_import_report& report,
                                            std::optional<database_url> scratch);

}  // namespace fz::command
