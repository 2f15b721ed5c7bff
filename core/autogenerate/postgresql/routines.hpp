#pragma once

#include "core/schema/database_schema.hpp"

#include <string>

namespace fz::postgresql {

/// CREATE of a function, procedure or aggregate.
std::string create_routine(const schema_object& routine);

/// True if CREATE OR REPLACE does not lead from one to the other.
bool needs_new_routine(const schema_object& from, const schema_object& to);

}  // namespace fz::postgresql
