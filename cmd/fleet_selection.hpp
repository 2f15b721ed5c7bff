#pragma once

#include "cmd/command_line.hpp"
#include "core/command/fleet_run.hpp"

#include <optional>
#include <string>

namespace fz::cmd {

/// Declares --fleet, --targets, --only and --except.
void declare(command_spec& added, fleet_selection& which);

/// Declares --jobs and --jobs-per-server.
void declare_jobs(command_spec& added, command::fleet_pace& pace);

/// Declares --canary, --waves and all that is between waves.
void declare_rollout(command_spec& added, command::fleet_pace& pace);

}  // namespace fz::cmd
