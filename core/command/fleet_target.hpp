#pragma once

#include "core/command/context.hpp"

#include <string>

namespace fz::command {

/// The configuration for one target of a fleet: its database in the place of the configured one.
/// `name`: of a target of [fleet] (or of the only fleet there is), or "FLEET:NAME". Throws
/// error(usage) that suggests a similar name if the target does not exist.
task<config> settings_of_target(const context& ctx, std::string name);

}  // namespace fz::command
