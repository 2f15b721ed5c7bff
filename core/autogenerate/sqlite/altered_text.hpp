#pragma once

#include "core/schema/sqlite/table_text.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace fz::sqlite {

/// A name in double quotes.
std::string quoted_name(std::string_view name);

/// A text in which blanks, quotes and capitals of names do not count, but comments do (other than
/// fz:renamed): what SQLite's ALTER leads to is the wanted text if this is the same.
std::string text_form(std::string_view sql);

/// Whether a text names a column of the table with the table's name: t.a.
bool names_itself(std::string_view sql, const table_text& table);

/// What SQLite's ALTER TABLE makes of the text of a CREATE TABLE.
std::string with_column_added(std::string_view sql, const table_text& table,
                              std::string_view definition);
std::string with_column_dropped(std::string_view sql, const table_text& table, std::size_t column);

/// Every name or word `from` in the text is `to`, as RENAME COLUMN makes it of a text in which
/// nothing else has that name.
std::string with_name_replaced(std::string_view sql, std::string_view from, std::string_view to);

}  // namespace fz::sqlite
