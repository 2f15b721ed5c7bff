#pragma once

#include "core/autogenerate/sqlite/plan.hpp"
#include "core/schema/database_schema.hpp"

#include <string>

namespace fz::sqlite {

/// Makes one table anew by the text of its CREATE TABLE, and leaves all else as it is: what is on
/// the table is made again by its own text. Throws error(database) with a sentence if there is no
/// such table, and if an index or trigger on it names a column that it has no more.
change_plan plan_rebuild(const database_schema& from, const std::string& create);

}  // namespace fz::sqlite
