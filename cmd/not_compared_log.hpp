#pragma once

#include "cmd/invocation.hpp"
#include "core/schema/database_schema.hpp"

#include <vector>

namespace fz::cmd {

/// Says what is not compared, on stderr: a script on stdout stays one.
void tell_rest(const std::vector<not_compared>& rest, invocation& call);

}  // namespace fz::cmd
