#include "core/schema/sqlite/describe_table.hpp"

#include "core/schema/sqlite/key_parts.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace fz::sqlite {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::vector<std::string> forms;
  for (const std::string& name : names) forms.push_back(compared_name(name));
  return fmt::format("({})", join(forms, ", "));
}

std::string shown(const key_part& part) {
  std::string text = part.expression.form;
  if (!part.collation.empty()) text += fmt::format(" collate {}", compared_name(part.collation));
  if (part.descending) text += " desc";
  if (!part.nulls.empty()) text += fmt::format(" nulls {}", part.nulls);
  return text;
}

std::string listed(const std::vector<key_part>& parts) {
  std::vector<std::string> shown_parts;
  for (const key_part& part : parts) shown_parts.push_back(shown(part));
  return fmt::format("({})", join(shown_parts, ", "));
}

void append(std::string& text, std::string_view before, const std::string& words) {
  if (!words.empty()) text += fmt::format("{}{}", before, words);
}

/// PRIMARY KEY DESC of an INTEGER column is not the table's PRIMARY KEY(a DESC): see
/// rowid_column().
std::string definition(const key_text& key) {
  std::string text = key.primary ? "primary key " : "unique ";
  text += listed(key.parts);
  if (key.primary && key.in_column && key.parts.front().descending) text += " of the column";
  if (key.autoincrement) text += " autoincrement";
  append(text, " on conflict ", key.on_conflict);
  return text;
}

std::string definition(const check_text& check) {
  std::string text = fmt::format("check {}", check.expression.form);
  append(text, " on conflict ", check.on_conflict);
  return text;
}

std::string definition(const foreign_key_text& key) {
  std::string text = fmt::format("{} references {}", listed(key.columns), compared_name(key.table));
  if (!key.referenced.empty()) text += fmt::format(" {}", listed(key.referenced));
  append(text, " on delete ", key.on_delete);
  append(text, " on update ", key.on_update);
  append(text, " on insert ", key.on_insert);
  append(text, " match ", key.match);
  append(text, " ", key.deferrable);
  return text;
}

/// "yes", or what happens where it does not hold.
std::string not_null_of(const column_text& c) {
  return c.nullability == "not null" ? "yes" : c.nullability.substr(9);
}

class table_describer {
 public:
  table_describer(const table_text& text, const std::string& sql)
      : text_(text), sql_(sql), table_(to_lower(text.name)) {}

  std::vector<schema_object> describe() {
    add_table();
    for (const column_text& c : text_.columns) add_column(c);
    for (const key_text& key : text_.keys) add_constraint(key.name, definition(key));
    for (const check_text& check : text_.checks) add_constraint(check.name, definition(check));
    for (const foreign_key_text& key : text_.foreign_keys) add_foreign_key(key);
    return std::move(objects_);
  }

 private:
  void add_table() {
    schema_object object{{object_kind::table, {}, {}, table_, {}}};
    if (text_.strict) object.attributes.set("strict", "yes");
    if (text_.without_rowid) object.attributes.set("without_rowid", "yes");
    object.definition = sql_;
    objects_.push_back(std::move(object));
  }

  void add_column(const column_text& c) {
    schema_object object{{object_kind::column, {}, table_, to_lower(c.name), {}}};
    object.position = objects_.size();
    object.attributes.set("type", c.type.form);
    if (c.nullability.starts_with("null")) object.attributes.set("null", "yes");
    if (c.not_null()) object.attributes.set("not_null", not_null_of(c));
    object.attributes.set("not_null_name", to_lower(c.null_name));
    if (c.default_value) object.attributes.set("default", c.default_value->form);
    object.attributes.set("collation", to_lower(c.collation));
    if (c.generated) {
      std::string generated = c.generated->expression.form;
      append(generated, " ", c.generated->storage);
      object.attributes.set("generated", std::move(generated));
    }
    object.attributes.set("constraint_names", to_lower(join(c.loose_names, ", ")));
    object.definition = sql_.substr(c.begin, c.end - c.begin);
    objects_.push_back(std::move(object));
  }

  void add_constraint(const std::string& name, const std::string& what) {
    add({named(object_kind::constraint, name, what)}, what);
  }

  void add_foreign_key(const foreign_key_text& key) {
    const std::string what = definition(key);
    add({named(object_kind::foreign_key, key.name, what)}, what);
    objects_.back().depends_on.push_back(
        {{object_kind::table, {}, {}, to_lower(key.table), {}}, dependency_kind::normal});
  }

  /// Without a name, what it says is its name.
  object_key named(object_kind kind, const std::string& name, const std::string& what) const {
    return {kind, {}, table_, to_lower(name), name.empty() ? what : ""};
  }

  void add(schema_object object, const std::string& what) {
    const object_key written = object.key;
    for (int count = 2; !keys_.insert(object.key).second; ++count) {
      object.key.signature = written.signature + fmt::format("({})", count);
    }
    object.attributes.set("definition", what);
    objects_.push_back(std::move(object));
  }

  const table_text& text_;
  const std::string& sql_;
  const std::string table_;
  std::vector<schema_object> objects_;
  std::set<object_key> keys_;
};

}  // namespace

std::vector<schema_object> describe_table(const table_text& text, const std::string& sql) {
  return table_describer(text, sql).describe();
}

schema_object describe_view(const view_text& text, const std::string& sql) {
  schema_object object{{object_kind::view, {}, {}, to_lower(text.name), {}}};
  if (!text.columns.empty()) object.attributes.set("columns", listed(text.columns));
  object.attributes.set("query", text.query.form);
  object.definition = sql;
  return object;
}

schema_object describe_index(const index_text& text, const std::string& sql) {
  schema_object object{{object_kind::index, {}, to_lower(text.table), to_lower(text.name), {}}};
  if (text.unique) object.attributes.set("unique", "yes");
  object.attributes.set("columns", listed(text.parts));
  if (text.where) object.attributes.set("where", text.where->form);
  object.definition = sql;
  return object;
}

schema_object describe_trigger(const trigger_text& text, const std::string& sql) {
  schema_object object{{object_kind::trigger, {}, to_lower(text.table), to_lower(text.name), {}}};
  object.attributes.set("event", text.timing.empty() ? text.event : text.timing + " " + text.event);
  object.attributes.set("action", text.action.form);
  object.definition = sql;
  return object;
}

}  // namespace fz::sqlite
