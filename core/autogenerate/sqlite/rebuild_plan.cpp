#include "core/autogenerate/sqlite/rebuild_plan.hpp"

#include "core/autogenerate/sqlite/rename.hpp"
#include "core/schema/sqlite/describe_table.hpp"
#include "core/schema/sqlite/object_text.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace fz::sqlite {
namespace {

/// A table that is made anew, under its name in lower case.
struct rebuilt_table {
  std::string name;
  table_text from;
  table_text to;
};

std::string unread_sentence(const database_schema& schema, const std::string& name) {
  for (const not_compared& each : schema.rest()) {
    for (const std::string& other : each.names) {
      if (other == name || other.starts_with(name + ":")) {
        return fmt::format(" It is among what fz does not read: {} {}.", each.kind, other);
      }
    }
  }
  return "";
}

rebuilt_table tables_of(const database_schema& from, const std::string& create) {
  rebuilt_table table;
  table.to = read_table(create);
  table.name = to_lower(table.to.name);
  const schema_object* now = from.find({object_kind::table, {}, {}, table.name, {}});
  if (now == nullptr) {
    throw error(error_kind::database,
                fmt::format("There is no table {} that could be rebuilt.{}", quote(table.to.name),
                            printable(unread_sentence(from, table.name))));
  }
  table.from = read_table(now->definition);
  return table;
}

/// Whether a trigger's action says old.x or new.x, or an index has a word x.
bool names_column(const schema_object& object, const std::string& column) {
  const bool is_trigger = object.key.kind == object_kind::trigger;
  const std::vector<text_token> tokens = all_tokens(object.definition);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const text_token& t = tokens[i];
    const std::string text = object.definition.substr(t.begin, t.end - t.begin);
    const bool is_word = t.what == text_token::kind::word || t.what == text_token::kind::name;
    if (!is_word || to_lower(unquoted(text)) != column) continue;
    if (!is_trigger) return true;
    const bool has_row = i >= 2 && object.definition[tokens[i - 1].begin] == '.' &&
                         (tokens[i - 2].lower == "old" || tokens[i - 2].lower == "new");
    if (has_row) return true;
  }
  return false;
}

bool names_in_key(const schema_object& index, const std::string& column) {
  const index_text text = read_index(index.definition);
  const bool is_part = std::any_of(text.parts.begin(), text.parts.end(), [&](const key_part& p) {
    return p.column.empty() || to_lower(p.column) == column;
  });
  return (is_part || text.where) && names_column(index, column);
}

/// SQLite would say it of an index, and of a trigger only when it fires.
void refuse_lost_columns(const database_schema& from, const rebuilt_table& table) {
  for (const schema_object& object : from.objects()) {
    const object_kind kind = object.key.kind;
    const bool is_index = kind == object_kind::index;
    if (object.key.parent != table.name || (!is_index && kind != object_kind::trigger)) continue;
    for (const column_text& column : table.from.columns) {
      const std::string name = to_lower(column.name);
      if (table.to.column(name) != nullptr) continue;
      if (!(is_index ? names_in_key(object, name) : names_column(object, name))) continue;
      throw error(
          error_kind::database,
          fmt::format("The table {} cannot be rebuilt without its column {}, because the {} "
                      "{} names it. The revision must drop that first.",
                      quote(table.to.name), quote(column.name), is_index ? "index" : "trigger",
                      quote(object.key.name)));
    }
  }
}

bool is_part_of(const schema_object& object, const std::string& table) {
  switch (object.key.kind) {
    case object_kind::table:
      return object.key.name == table;
    case object_kind::column:
    case object_kind::constraint:
    case object_kind::foreign_key:
      return object.key.parent == table;
    default:
      return false;
  }
}

database_schema with_table(const database_schema& from, const rebuilt_table& table,
                           const std::string& create) {
  std::vector<schema_object> objects = describe_table(table.to, create);
  for (const schema_object& object : from.objects()) {
    if (!is_part_of(object, table.name)) objects.push_back(object);
  }
  return database_schema(dialect::sqlite, std::move(objects), from.rest());
}

}  // namespace

change_plan plan_rebuild(const database_schema& from, const std::string& create) {
  const rebuilt_table table = tables_of(from, create);
  refuse_lost_columns(from, table);
  const database_schema to = with_table(from, table, create);
  std::vector<schema_rename> renames;
  for (const schema_rename& each : applicable(renames_in(to), from)) {
    if (each.table == table.name && !each.column.empty()) renames.push_back(each);
  }
  return plan_changes(from, to, renames, table.name);
}

}  // namespace fz::sqlite
