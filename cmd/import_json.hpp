#pragma once

#include "core/command/adopt.hpp"
#include "core/command/import_migrations.hpp"

#include <string>

namespace fz::cmd {

/// The JSON document of `fz import`; its shape is documented in docs/import.md and stays.
std::string to_json(const command::migration_import_report& report);

/// The same of `fz migrate adopt`.
std::string to_json(const command::adopt_report& report, bool dry_run);

}  // namespace fz::cmd
