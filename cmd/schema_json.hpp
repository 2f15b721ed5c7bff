#pragma once

#include "core/command/schema_diff.hpp"
#include "core/schema/database_schema.hpp"

#include <string>

namespace fz::cmd {

// The JSON documents of `fz schema`; their shape is documented in docs/schema.md and stays.

std::string to_json(const command::schema_diff_report& report);
std::string to_json(const database_schema& schema);

}  // namespace fz::cmd
