#pragma once

#include "core/async/task.hpp"
#include "core/database/postgresql/postgresql_connection.hpp"
#include "core/database/postgresql/postgresql_session.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace fz {

/// Sets the settings on a new session. Behind a pooler that gives every transaction another server
/// session they would fall to strangers: there nothing is set, and what the user asked for is an
/// error(config). `another` opens one more session to find that out. Throws error(config) for a
/// setting that the server refuses.
task<> set_up(postgresql_session& session, const std::vector<postgresql_options::setting>& settings,
              std::function<task<std::unique_ptr<postgresql_session>>()> another);

}  // namespace fz
