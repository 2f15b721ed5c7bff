#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// Which objects of a schema count. A pattern has `*` for any characters and `?` for one; with a
/// dot it is compared with "schema.name", else with the name. It means tables, types, functions and
/// whatever else has a name of its own; what belongs to a table goes with it.
struct schema_filter {
  std::vector<std::string> schemas = {};  ///< names; empty: all
  std::vector<std::string> include = {};  ///< empty: all
  std::vector<std::string> exclude = {};  ///< wins over `include`

  bool is_empty() const { return schemas.empty() && include.empty() && exclude.empty(); }
};

/// True if the whole of `name` is as the pattern says; capitals count.
bool matches_pattern(std::string_view pattern, std::string_view name);

/// The schema without what the filter leaves out, and without what depends on its parent.
database_schema filtered(const database_schema& schema, const schema_filter& filter);

}  // namespace fz
