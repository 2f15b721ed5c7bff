#pragma once

#include "core/autogenerate/schema_plan.hpp"
#include "core/schema/database_schema.hpp"

namespace fz::postgresql {

/// True if it depends on the rows of its table whether the object can be made.
bool can_fail_on_rows(const schema_object& object);

/// Notes what one of the statements that lead from `before` to `after` does to rows.
void mark_effect_on_rows(planned_statement& s, const schema_object& before,
                         const schema_object& after);

}  // namespace fz::postgresql
