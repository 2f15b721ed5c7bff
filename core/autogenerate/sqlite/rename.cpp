#include "core/autogenerate/sqlite/rename.hpp"

#include "core/autogenerate/sqlite/altered_text.hpp"
#include "core/schema/sqlite/describe_table.hpp"
#include "core/schema/sqlite/object_text.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace fz::sqlite {
namespace {

constexpr std::string_view marker = "fz:renamed from=";

/// The old name that a comment gives; "" if it is another comment.
std::string old_name(std::string_view comment) {
  const std::size_t at = comment.find(marker);
  if (at == std::string_view::npos) return "";
  const std::string_view rest = comment.substr(at + marker.size());
  const bool is_quoted = rest.starts_with('"');
  const std::size_t end = is_quoted ? rest.find('"', 1) : rest.find_first_of(" \t\r\n*");
  const std::string_view name = rest.substr(is_quoted ? 1 : 0, end - (is_quoted ? 1 : 0));
  return to_lower(name);
}

/// The column that a comment at this offset is about; "" for the table.
std::string column_at(const table_text& table, std::string_view sql, std::size_t offset) {
  const std::size_t line_end = sql.rfind('\n', offset);
  const std::size_t line = line_end == std::string_view::npos ? 0 : line_end + 1;
  std::string before;
  for (const column_text& column : table.columns) {
    if (column.begin >= line && column.begin < offset) before = column.name;
    if (column.begin > offset && before.empty()) {
      return line <= table.name_begin ? "" : to_lower(column.name);
    }
  }
  return to_lower(before);
}

void add_renames(std::vector<schema_rename>& renames, const std::string& sql) {
  const table_text table = read_table(sql);
  for (const text_token& t : all_tokens(sql)) {
    if (t.what != text_token::kind::comment) continue;
    std::string from = old_name(std::string_view(sql).substr(t.begin, t.end - t.begin));
    if (from.empty()) continue;
    renames.push_back({to_lower(table.name), column_at(table, sql, t.begin), std::move(from)});
  }
}

std::string without_marked_comments(const std::string& sql) {
  if (sql.find(marker) == std::string::npos) return sql;
  std::string text;
  std::size_t copied = 0;
  for (const text_token& t : all_tokens(sql)) {
    const std::string_view token = std::string_view(sql).substr(t.begin, t.end - t.begin);
    if (t.what != text_token::kind::comment || old_name(token).empty()) continue;
    text += sql.substr(copied, t.begin - copied);
    while (text.ends_with(' ')) text.pop_back();
    copied = t.end;
  }
  return text + sql.substr(copied);
}

object_key table_key(const std::string& name) { return {object_kind::table, {}, {}, name, {}}; }

object_key column_key(const std::string& table, const std::string& name) {
  return {object_kind::column, {}, table, name, {}};
}

bool refers_to(const table_text& table, const std::string& name) {
  return std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(),
                     [&](const auto& key) { return to_lower(key.table) == name; });
}

/// One object's text after the rename; the same as before if it does not name the table.
std::string renamed_text(const schema_object& object, const schema_rename& rename) {
  if (object.key.kind == object_kind::table) {
    const bool is_it = object.key.name == rename.from;
    if (!is_it && !refers_to(read_table(object.definition), rename.from)) return object.definition;
  }
  if (object.key.kind == object_kind::index && object.key.parent != rename.from) {
    return object.definition;
  }
  return with_name_replaced(object.definition, rename.from, rename.table);
}

void describe(std::vector<schema_object>& objects, object_kind kind, const std::string& sql,
              const schema_object& before) {
  if (kind == object_kind::table) {
    std::vector<schema_object> parts = describe_table(read_table(sql), sql);
    std::move(parts.begin(), parts.end(), std::back_inserter(objects));
    return;
  }
  schema_object object = kind == object_kind::index  ? describe_index(read_index(sql), sql)
                         : kind == object_kind::view ? describe_view(read_view(sql), sql)
                                                     : describe_trigger(read_trigger(sql), sql);
  object.depends_on = before.depends_on;
  objects.push_back(std::move(object));
}

database_schema with_table_renamed(const database_schema& from, const schema_rename& rename) {
  std::vector<schema_object> objects;
  for (const schema_object& object : from.objects()) {
    const object_kind kind = object.key.kind;
    const bool has_text = kind == object_kind::table || kind == object_kind::index ||
                          kind == object_kind::view || kind == object_kind::trigger;
    if (has_text) describe(objects, kind, renamed_text(object, rename), object);
  }
  return database_schema(dialect::sqlite, std::move(objects), from.rest());
}

}  // namespace

std::vector<schema_rename> renames_in(const database_schema& wanted) {
  std::vector<schema_rename> renames;
  for (const schema_object& object : wanted.objects()) {
    const bool is_marked = object.definition.find(marker) != std::string::npos;
    if (object.key.kind == object_kind::table && is_marked) add_renames(renames, object.definition);
  }
  return renames;
}

std::vector<schema_rename> applicable(const std::vector<schema_rename>& renames,
                                      const database_schema& from) {
  std::vector<schema_rename> found;
  for (const schema_rename& each : renames) {
    if (!each.column.empty()) continue;
    const bool old_there = from.find(table_key(each.from)) != nullptr;
    if (old_there && from.find(table_key(each.table)) == nullptr) found.push_back(each);
  }
  const std::vector<schema_rename> tables = found;
  for (const schema_rename& each : renames) {
    if (each.column.empty()) continue;
    const auto moved = std::find_if(tables.begin(), tables.end(),
                                    [&](const auto& t) { return t.table == each.table; });
    const std::string& table = moved == tables.end() ? each.table : moved->from;
    const bool old_there = from.find(column_key(table, each.from)) != nullptr;
    if (old_there && from.find(column_key(table, each.column)) == nullptr) found.push_back(each);
  }
  return found;
}

std::vector<schema_rename> reversed(const std::vector<schema_rename>& renames) {
  std::vector<schema_rename> undone;
  for (const schema_rename& each : renames) {
    if (each.column.empty()) undone.push_back({each.from, "", each.table});
  }
  for (const schema_rename& each : renames) {
    if (each.column.empty()) continue;
    const auto moved = std::find_if(renames.begin(), renames.end(), [&](const auto& t) {
      return t.column.empty() && t.table == each.table;
    });
    undone.push_back({moved == renames.end() ? each.table : moved->from, each.from, each.column});
  }
  return undone;
}

database_schema without_rename_comments(const database_schema& wanted) {
  std::vector<schema_object> objects = wanted.objects();
  for (schema_object& each : objects) each.definition = without_marked_comments(each.definition);
  return {wanted.dialect(), std::move(objects), wanted.rest()};
}

database_schema with_tables_renamed(const database_schema& from,
                                    const std::vector<schema_rename>& renames) {
  database_schema schema = from;
  for (const schema_rename& each : renames) {
    if (each.column.empty()) schema = with_table_renamed(schema, each);
  }
  return schema;
}

}  // namespace fz::sqlite
