#pragma once

#include "core/schema/database_schema.hpp"
#include "core/schema/sqlite/object_text.hpp"

#include <string>
#include <vector>

namespace fz::sqlite {

/// The table, its columns, keys, checks and foreign keys as objects that can be compared. `sql` is
/// the text that `text` was read from; a constraint is the same whether it is written within its
/// column or beside the columns.
std::vector<schema_object> describe_table(const table_text& text, const std::string& sql);

schema_object describe_view(const view_text& text, const std::string& sql);
schema_object describe_index(const index_text& text, const std::string& sql);
schema_object describe_trigger(const trigger_text& text, const std::string& sql);

}  // namespace fz::sqlite
