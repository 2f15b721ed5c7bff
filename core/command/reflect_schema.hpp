#pragma once

#include "core/config/config.hpp"
#include "core/database/connection.hpp"
#include "core/database/postgresql/reflection/reflect.hpp"
#include "core/schema/database_schema.hpp"

namespace fz::command {

using postgresql::reflections;

/// The schema of the database without the tables that fz keeps for itself. `how` is for PostgreSQL.
task<database_schema> reflect_schema(const config& settings, connection& from, reflections how);

}  // namespace fz::command
