#include "core/autogenerate/sqlite/native_change.hpp"

#include "core/autogenerate/sqlite/altered_text.hpp"
#include "core/schema/sqlite/object_text.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace fz::sqlite {
namespace {

bool contains(const std::vector<std::string>& sorted, std::string_view word) {
  return std::binary_search(sorted.begin(), sorted.end(), word);
}

bool is_in_key(const table_text& table, const column_text& column) {
  const std::string name = to_lower(column.name);
  return std::any_of(table.keys.begin(), table.keys.end(), [&](const key_text& key) {
    return std::any_of(key.parts.begin(), key.parts.end(),
                       [&](const key_part& part) { return to_lower(part.column) == name; });
  });
}

bool is_constant(const written_sql& value) {
  return !value.form.starts_with('(') && !value.form.starts_with("current_");
}

std::string definition(const changed_table& table, const column_text& column) {
  return table.to_sql.substr(column.begin, column.end - column.begin);
}

/// https://www.sqlite.org/lang_altertable.html, "ALTER TABLE ADD COLUMN".
bool can_be_added(const changed_table& table, const column_text& column) {
  if (is_in_key(table.to, column)) return false;
  if (column.generated) return column.generated->storage != "stored";
  const bool has_value = column.default_value && column.default_value->form != "null";
  if (column.default_value && !is_constant(*column.default_value)) return false;
  if (column.not_null() && !has_value) return false;
  return !has_value || !contains(words_of(definition(table, column)), "references");
}

object_key column_key(const changed_table& table, const column_text& column) {
  return {object_kind::column, {}, to_lower(table.name), to_lower(column.name), {}};
}

std::optional<schema_plan> added_columns(const changed_table& table) {
  if (table.to.columns.size() <= table.from.columns.size()) return std::nullopt;
  schema_plan plan;
  std::string sql = table.from_sql;
  for (std::size_t i = table.from.columns.size(); i < table.to.columns.size(); ++i) {
    const column_text& column = table.to.columns[i];
    if (!can_be_added(table, column)) return std::nullopt;
    const std::string text = definition(table, column);
    sql = with_column_added(sql, read_table(sql), text);
    planned_statement s{fmt::format("ALTER TABLE {} ADD COLUMN {}", quoted_name(table.name), text),
                        column_key(table, column)};
    s.on_existing_table = true;
    plan.push_back(std::move(s));
  }
  if (text_form(sql) != text_form(table.to_sql)) return std::nullopt;
  return plan;
}

/// The first column of the old table that the new one does not have.
std::optional<std::size_t> missing_column(const changed_table& table) {
  for (std::size_t i = 0; i < table.from.columns.size(); ++i) {
    if (table.to.column(table.from.columns[i].name) == nullptr) return i;
  }
  return std::nullopt;
}

/// https://www.sqlite.org/lang_altertable.html, "ALTER TABLE DROP COLUMN". A word that is the
/// column's name may be something else; then the table is made anew, which is never wrong.
std::optional<schema_plan> dropped_column(const changed_table& table) {
  if (table.to.columns.size() + 1 != table.from.columns.size()) return std::nullopt;
  if (table.views_or_triggers_stay) return std::nullopt;
  const auto at = missing_column(table);
  if (!at) return std::nullopt;
  const column_text& column = table.from.columns[*at];
  if (is_in_key(table.from, column)) return std::nullopt;
  const std::string sql = with_column_dropped(table.from_sql, table.from, *at);
  if (text_form(sql) != text_form(table.to_sql)) return std::nullopt;
  const std::string name = to_lower(column.name);
  if (contains(words_of(sql), name) || contains(table.words_of_indexes, name)) return std::nullopt;
  planned_statement s{fmt::format("ALTER TABLE {} DROP COLUMN {}", quoted_name(table.name),
                                  quoted_name(column.name)),
                      column_key(table, column)};
  s.loses_data = !column.generated;
  s.on_existing_table = true;
  return schema_plan{std::move(s)};
}

}  // namespace

std::optional<schema_plan> native_change(const changed_table& table) {
  if (auto added = added_columns(table)) return added;
  return dropped_column(table);
}

}  // namespace fz::sqlite
