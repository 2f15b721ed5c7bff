#pragma once

#include "core/autogenerate/postgresql/change_set.hpp"
#include "core/autogenerate/postgresql/step_graph.hpp"
#include "core/schema/database_schema.hpp"

namespace fz::postgresql {

/// Orders the steps around partitions and inheritance: what must be done before a table is attached
/// to its parent or detached from it, and which indexes must be attached before they are of use.
void order_links(step_graph& graph, const change_set& changes, const database_schema& from,
                 const database_schema& to);

}  // namespace fz::postgresql
