#pragma once

#include "core/autogenerate/compare.hpp"
#include "core/command/adopt.hpp"
#include "core/command/import_migrations.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz::cmd {

/// The JSON document of `fz import`; its shape is documented in docs/import.md and stays.
/// `differences`, `adopted`: what followed the import; nothing: it was not asked for, or failed.
std::string to_json(const command::migration_import_report& report,
                    const std::optional<std::vector<difference>>& differences,
                    const std::optional<command::adopt_report>& adopted);

/// The same of `fz migrate adopt`.
std::string to_json(const command::adopt_report& report, bool dry_run);

}  // namespace fz::cmd
