#include "core/autogenerate/postgresql/plan.hpp"

#include <algorithm>

namespace fz::postgresql {
namespace {

/// A function whose body is a string may name what comes after it.
bool makes_functions(const schema_plan& plan) {
  return std::any_of(plan.begin(), plan.end(), [](const planned_statement& each) {
    return each.object.kind == object_kind::function && each.sql.starts_with("CREATE");
  });
}

/// A new database has the schema "public", which everybody may use.
database_schema new_database() {
  schema_object schema;
  schema.key = {object_kind::schema, {}, {}, "public", {}};
  return {dialect::postgresql, {schema}};
}

}  // namespace

std::string script_of(const schema_plan& plan, todo_lines todos) {
  std::string script;
  if (makes_functions(plan)) script += "SET check_function_bodies = off;\n\n";
  for (const planned_statement& each : plan) {
    script += row_marks(each, todos);
    script += each.sql + ";\n";
    const bool is_long = each.sql.find('\n') != std::string::npos;
    if (is_long) script += "\n";
  }
  return script;
}

schema_plan plan_creation(const database_schema& schema) {
  return plan_changes(new_database(), schema);
}

std::string dump(const database_schema& schema) { return script_of(plan_creation(schema)); }

}  // namespace fz::postgresql
