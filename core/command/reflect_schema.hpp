#pragma once

#include "core/config/config.hpp"
#include "core/database/connection.hpp"
#include "core/schema/database_schema.hpp"

namespace fz::command {

/// The schema of the database without the tables that fz keeps for itself. Outside of transactions.
task<database_schema> reflect_schema(const config& settings, connection& from);

}  // namespace fz::command
