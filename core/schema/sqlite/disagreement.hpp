#pragma once

#include "core/schema/sqlite/catalog.hpp"
#include "core/schema/sqlite/object_text.hpp"

#include <string>

namespace fz::sqlite {

/// What the text of a table or index says otherwise than SQLite's PRAGMAs, as a part of a sentence
/// ("the type of its column 'a'"); "" if they agree.
std::string disagreement(const table_text& text, const catalog_entry& table);
std::string disagreement(const index_text& text, const catalog_index& index);

}  // namespace fz::sqlite
