#pragma once

#include "core/async/thread_pool.hpp"
#include "core/config/config.hpp"
#include "core/database/database_url.hpp"
#include "core/database/engine.hpp"
#include "core/util/reporter.hpp"

#include <memory>

namespace fz {

/// What the database is opened for.
enum class access {
  look,      ///< reads only: a database that does not exist is an error, nothing is ever written
  existing,  ///< changes a database that must exist
  change,    ///< a SQLite file that does not exist is made
};

/// The engine for the database that the URL names, by its dialect's driver, with what the
/// configuration says about connections: time limits, role, search path and settings of the server.
/// `pool` and `reporter` must outlive the engine. Throws error(config) for parameters of the URL
/// that the driver does not know.
std::unique_ptr<engine> open_engine(const database_url& url, access what, const config& settings,
                                    thread_pool& pool, reporter& reporter);

/// What databases of that kind know about migrations.
const catalog& catalog_of(dialect d);

}  // namespace fz
