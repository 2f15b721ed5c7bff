#pragma once

#include "core/runtime/runner.hpp"

#include <string>

namespace fz::cmd {

// The one JSON document that a command prints with --format json; its shape is documented in
// docs/commands.md and stays.

std::string to_json(const run_report& report, bool dry_run);

}  // namespace fz::cmd
