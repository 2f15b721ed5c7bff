#pragma once

#include "core/schema/database_schema.hpp"

#include <vector>

namespace fz {

/// The objects of both schemas that have another text for an expression or a query in each. A
/// PostgreSQL server prints some of them differently once it has read its own print, such as
/// `v IN ('a', 'b')` of a varchar: then the texts must be made equal before they are compared.
std::vector<object_key> different_expressions(const database_schema& from,
                                              const database_schema& to);

/// `from` with the texts of `to` wherever both, printed again (loaded from a dump into a new
/// database and read back), are the same.
database_schema with_equal_prints(const database_schema& from, const database_schema& from_again,
                                  const database_schema& to, const database_schema& to_again);

}  // namespace fz
