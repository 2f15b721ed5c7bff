#pragma once

#include "core/async/thread_pool.hpp"
#include "core/database/database_url.hpp"
#include "core/database/engine.hpp"

#include <chrono>
#include <memory>

namespace fz {

/// What the database is opened for.
enum class access {
  look,      ///< reads only: a database that does not exist is an error, nothing is ever written
  existing,  ///< changes a database that must exist
  change,    ///< a SQLite file that does not exist is made
};

/// The engine for the database that the URL names, by its dialect's driver. `lock_timeout`: for
/// how long a statement waits for another connection's lock. `pool` must outlive the engine.
/// Throws error(config) for parameters of the URL that the driver does not know.
std::unique_ptr<engine> open_engine(const database_url& url, access what,
                                    std::chrono::milliseconds lock_timeout, thread_pool& pool);

}  // namespace fz
