#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <tuple>
#include <vector>

namespace fz::postgresql {

/// A name that only one object can have at a time: its room (relations, types, routines,
/// constraints of a table), schema and name.
using taken_name = std::tuple<std::string, std::string, std::string>;

std::vector<taken_name> names_taken_by(const schema_object& object);

}  // namespace fz::postgresql
