#pragma once

#include "core/command/import_migrations.hpp"
#include "core/config/config.hpp"

#include <filesystem>

namespace fz::command {

/// The configuration of a project that has the revisions of a dry run too. They are written into
/// `folder`, which is to be there as long as it is used. `settings`: of the project as it is, or as
/// its new alembic.toml would make it. Throws error(file).
config with_planned_revisions(config settings, const migration_import_report& report,
                              const std::filesystem::path& folder);

}  // namespace fz::command
