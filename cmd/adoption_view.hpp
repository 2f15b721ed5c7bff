#pragma once

#include "cmd/invocation.hpp"
#include "core/command/adopt.hpp"

namespace fz::cmd {

/// Prints what taking over a database did, or would do.
void show(const command::adopt_report& report, bool dry_run, invocation& call);

}  // namespace fz::cmd
