#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fz::sqlite {

/// What has a CREATE statement of its own (tables, indexes, views, triggers), in an order in which
/// it can be created and read: tables after those that they refer to, each with its indexes, then
/// views, then triggers. The same order for the same schema.
std::vector<const schema_object*> creation_order(const database_schema& schema);

/// The schema as SQL that makes it in an empty database: the statements as SQLite keeps them.
std::string dump(const database_schema& schema);

/// A statement with its semicolon, on a line of its own if the statement ends with a comment.
std::string terminated(std::string_view sql);

}  // namespace fz::sqlite
