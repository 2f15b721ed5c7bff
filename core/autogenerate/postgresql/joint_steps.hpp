#pragma once

#include "core/autogenerate/postgresql/change_set.hpp"
#include "core/autogenerate/postgresql/step_graph.hpp"
#include "core/schema/database_schema.hpp"

namespace fz::postgresql {

/// Makes one step of what one statement does: a table with its columns, a column with those of its
/// table's heirs, a sequence with the column that owns it.
void join_steps(step_graph& graph, const change_set& changes, const database_schema& from,
                const database_schema& to);

}  // namespace fz::postgresql
