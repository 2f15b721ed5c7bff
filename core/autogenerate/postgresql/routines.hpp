#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz::postgresql {

/// CREATE of a function, procedure or aggregate.
std::string create_routine(const schema_object& routine);

std::string create_operator(const schema_object& created);

/// ALTER OPERATOR, which changes the estimators only.
std::vector<std::string> alter_operator(const schema_object& from, const schema_object& to);

/// True if CREATE OR REPLACE does not lead from one to the other.
bool needs_new_routine(const schema_object& from, const schema_object& to);

}  // namespace fz::postgresql
