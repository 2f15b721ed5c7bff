#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"

#include <cstdint>
#include <string>

namespace fz {

/// What a session of a PostgreSQL server is about, for a person; each may be empty.
struct session_activity {
  std::string waits;  ///< "waits for a lock on t (AccessExclusiveLock), held by process 42 (…)"
  std::string progress;  ///< "building index: scanning table, 45 %"
};

/// Asked on another connection.
task<session_activity> look_at_session(connection& observer, std::int64_t session);

}  // namespace fz
