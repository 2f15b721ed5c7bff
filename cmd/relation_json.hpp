#pragma once

#include "core/command/schema_show.hpp"

#include <string>

namespace fz::cmd {

/// The JSON document of `fz schema show`; its shape is documented in docs/schema.md and stays.
std::string to_json(const command::schema_show_report& report);

}  // namespace fz::cmd
