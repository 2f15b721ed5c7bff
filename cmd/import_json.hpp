#pragma once

#include "core/command/import_migrations.hpp"

#include <string>

namespace fz::cmd {

/// The JSON document of `fz import`; its shape is documented in docs/import.md and stays.
std::string to_json(const command::migration_import_report& report);

}  // namespace fz::cmd
