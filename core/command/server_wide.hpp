#pragma once

#include "core/revision/plan.hpp"
#include "core/runtime/project.hpp"
#include "core/sql/dialect.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fz::command {

/// The first words of a statement that does something to more than its own database (roles, other
/// databases, settings of the server, subscriptions), in capitals; "" for every other one.
/// PostgreSQL. What a DO block does is not seen.
std::string server_wide_words(std::string_view sql);

/// Revisions that are run to see what they lead to must not change a server that is in use. Throws
/// error(script) that names the first statement that would.
void check_stays_in_database(const project& p, const std::vector<step>& steps, dialect d);

}  // namespace fz::command
