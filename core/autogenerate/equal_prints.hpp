#pragma once

#include "core/schema/database_schema.hpp"

namespace fz {

/// True if an object that is in both schemas has another text for an expression or a query. A
/// PostgreSQL server prints some of them differently once it has read its own print, such as
/// `v IN ('a', 'b')` of a varchar: then the texts must be made equal before they are compared.
bool has_different_expressions(const database_schema& from, const database_schema& to);

/// `from` with the texts of `to` wherever both, printed again (loaded from their dumps into new
/// databases and read back), are the same.
database_schema with_equal_prints(const database_schema& from, const database_schema& from_again,
                                  const database_schema& to, const database_schema& to_again);

}  // namespace fz
