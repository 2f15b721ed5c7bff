#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <string_view>

namespace fz::sqlite {

/// The name of a table, view, index or trigger as it is written; the key has it in lower case.
std::string written_name(const schema_object& object);

/// "VIEW", "INDEX" or "TRIGGER", as DROP takes it.
std::string_view sql_word(object_kind kind);

}  // namespace fz::sqlite
