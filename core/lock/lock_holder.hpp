#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"

#include <cstdint>
#include <string>

namespace fz {

/// Who holds one of the two advisory locks of a run, for a person: "process 4242 (fz migrate
/// 74f39286e2f6, ada@10.0.0.7, connected for 12 s)"; "" if none does any more. The second one is
/// looked for first: its session does the work.
task<std::string> describe_lock_holder(connection& c, std::int64_t run_key, std::int64_t work_key);

}  // namespace fz
