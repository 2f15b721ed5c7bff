#pragma once

#include "core/database/connection.hpp"

#include <map>
#include <string>

namespace fz::sqlite {

/// What cannot be done with a view, or with a table that has triggers, as a sentence without its
/// end ("The view 'v' cannot be read"), and the database's reason.
using refused_uses = std::map<std::string, std::string>;

/// What the database refuses because a view or a trigger names something that is not there: SQLite
/// lets a column go that they name, and says so only when they are used. Compiles; changes nothing.
refused_uses find_refused_uses(sync_connection& in);

}  // namespace fz::sqlite
