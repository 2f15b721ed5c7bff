#pragma once

#include "core/schema/database_schema.hpp"

#include <vector>

namespace fz {

/// The wanted objects of a schema with all that must be there before them: what they belong to,
/// with its columns and the tables that it inherits from, what they depend on, and so on. Keys that
/// are not in the schema are passed over.
database_schema part_of(const database_schema& schema, const std::vector<object_key>& wanted);

}  // namespace fz
