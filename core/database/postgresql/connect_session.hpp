#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/database/postgresql/connection.hpp"
#include "core/database/postgresql/session.hpp"
#include "core/util/reporter.hpp"

#include <memory>

namespace fz::postgresql {

/// Connects as the options say, with libpq's connect_timeout for the whole attempt; the settings
/// are left to session_settings. A cancellation gives up. Throws database_error.
task<std::unique_ptr<session>> connect_session(const options& options, thread_pool& pool,
                                               reporter& reporter);

}  // namespace fz::postgresql
