#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz::postgresql {

/// The statements that make an object together with its `parts`: a table with its columns, a column
/// with its default. Both are in the schema `to`.
std::vector<std::string> create_with_parts(const schema_object& object,
                                           const std::vector<object_key>& parts,
                                           const database_schema& to);

/// A new column comes with its default, so that rows have it at once; "" if it is not among the
/// parts.
std::string default_in(const schema_object& column, const std::vector<object_key>& parts,
                       const database_schema& to);

/// A view's columns come and go with it, those of a typed table with its type's attributes.
bool is_of_view_or_type(const schema_object& column, const database_schema& in);

}  // namespace fz::postgresql
