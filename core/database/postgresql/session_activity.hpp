#pragma once

#include "core/async/task.hpp"
#include "core/database/catalog.hpp"
#include "core/database/connection.hpp"

#include <cstdint>

namespace fz::postgresql {

/// See catalog::activity().
task<session_activity> activity_of(connection& observer, std::int64_t session);

}  // namespace fz::postgresql
