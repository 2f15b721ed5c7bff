#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/database/postgresql/libpq.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fz::postgresql {

/// libpq's keywords and values; of two values for one keyword the last counts.
using connect_parameters = std::vector<std::pair<std::string, std::string>>;

/// What came of one attempt to connect.
struct connect_attempt {
  connection_handle connection;           ///< none: it failed
  std::string words;                      ///< why, as libpq and the server put it
  std::string sqlstate;                   ///< of the server's answer; empty: it gave none
  bool may_succeed_later;                 ///< the server did not answer yet, or was still starting
  std::vector<std::string> notices = {};  ///< what the server said beside its answer
};

/// One attempt; after `limit`, if any, it is given up and says so. What libpq does between two
/// waits may look up a host or read a file, so it is done on the pool. A cancellation gives up,
/// too.
task<connect_attempt> attempt_to_connect(connect_parameters parameters,
                                         std::optional<std::chrono::seconds> limit,
                                         thread_pool& pool);

}  // namespace fz::postgresql
