#pragma once

#include "core/autogenerate/plan_stage.hpp"
#include "core/schema/database_schema.hpp"

#include <vector>

namespace fz::postgresql {

/// The plan as it is: one stage, or more where something can only be used after a COMMIT (an enum's
/// new value). Empty for an empty plan.
std::vector<plan_stage> plain_stages(const schema_plan& plan);

/// The plan in the forms that do not keep others from reading and writing tables that were there
/// before: indexes are built and dropped CONCURRENTLY; checks and foreign keys are added NOT VALID
/// and validated in a later transaction; NOT NULL is set after a validated CHECK; a key is added by
/// an index that was built before. Partitioned tables, of which PostgreSQL does not know these
/// forms, are changed plainly. `from` and `to` are what the plan was made of.
std::vector<plan_stage> online_stages(const schema_plan& plan, const database_schema& from,
                                      const database_schema& to);

}  // namespace fz::postgresql
