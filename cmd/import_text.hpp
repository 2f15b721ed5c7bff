#pragma once

#include "core/autogenerate/compare.hpp"
#include "core/command/import_migrations.hpp"

#include <string>
#include <vector>

namespace fz::cmd {

/// What was noticed about the files, a line each; what is to be done comes first.
std::string remarks_text(const command::migration_import_report& report);

/// What would become of each file, as a table, and the remarks on other files below it.
std::string plan_text(const command::migration_import_report& report);

/// How many migrations were imported, and where they are.
std::string summary_text(const command::migration_import_report& report);

/// Whether the originals and the revisions make the same schema.
std::string verification_text(const std::vector<difference>& differences);

}  // namespace fz::cmd
