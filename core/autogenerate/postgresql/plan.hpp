#pragma once

#include "core/autogenerate/row_marks.hpp"
#include "core/autogenerate/schema_plan.hpp"
#include "core/schema/database_schema.hpp"

#include <string>

namespace fz::postgresql {

/// What leads from one schema to the other on PostgreSQL. Objects that must be made anew take with
/// them all that depends on them. The same plan from run to run. Throws error(database), naming the
/// objects whose changes cannot be ordered.
schema_plan plan_changes(const database_schema& from, const database_schema& to);

/// The plan as a script for psql, without a transaction around it. "" for an empty plan.
std::string script_of(const schema_plan& plan, todo_lines todos = todo_lines::left_out);

/// The statements that make the schema in a new database, in the order of its dependencies.
schema_plan plan_creation(const database_schema& schema);

/// The schema as SQL that makes it in a new database.
std::string dump(const database_schema& schema);

}  // namespace fz::postgresql
