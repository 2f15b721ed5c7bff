#include "core/schema/relation.hpp"

#include "core/schema/reference_text.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz {
namespace {

bool is_relation(object_kind kind, bool with_views) {
  if (kind == object_kind::table) return true;
  return with_views && (kind == object_kind::view || kind == object_kind::materialized_view);
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What a constraint, index or trigger says, from what its dialect says of it.
std::string text_of(const schema_object& object) {
  const attributes& a = object.attributes;
  if (a.has("definition")) return a["definition"];
  std::string text;
  for (const std::string_view name : {"event", "unique", "columns", "where"}) {
    if (!a.has(name)) continue;
    if (!text.empty()) text += ' ';
    text += name == "unique" ? "unique" : name == "where" ? "where " + a[name] : a[name];
  }
  return text;
}

relation_part part_of(const schema_object& object) { return {object.key.name, text_of(object)}; }

std::string generated_text(const attributes& a) {
  if (a.has("identity")) return fmt::format("GENERATED {} AS IDENTITY", a["identity"]);
  if (a.has("generated_virtual")) return fmt::format("AS ({})", a["generated_virtual"]);
  if (!a.has("generated")) return "";
  const std::string& text = a["generated"];
  return text.starts_with('(') ? "AS " + text : fmt::format("AS ({}) STORED", text);
}

class relation_reader {
 public:
  relation_reader(const database_schema& schema, const schema_object& object)
      : schema_(schema), relation_{object.key} {
    if (object.key.kind == object_kind::table) {
      for (const auto& [name, text] : object.attributes) relation_.options.push_back({name, text});
    }
  }

  relation read() {
    read_constraints();
    for (const schema_object* c : children(object_kind::column)) read_column(*c);
    for (const schema_object* o : children(object_kind::foreign_key)) read_reference_of(*o);
    for (const schema_object* o : children(object_kind::index)) {
      relation_.indexes.push_back(part_of(*o));
    }
    for (const schema_object* o : children(object_kind::trigger)) {
      relation_.triggers.push_back(part_of(*o));
    }
    return std::move(relation_);
  }

 private:
  std::vector<const schema_object*> children(object_kind kind) const {
    return schema_.children(kind, relation_.key.schema, relation_.key.name);
  }

  void read_constraints() {
    for (const schema_object* o : children(object_kind::constraint)) {
      relation_.constraints.push_back(part_of(*o));
      const std::string text = to_lower(relation_.constraints.back().text);
      const bool is_primary = text.starts_with("primary key");
      if (!is_primary && !text.starts_with("unique")) continue;
      std::vector<std::string> columns =
          columns_in(relation_.constraints.back().text, schema_.dialect());
      if (is_primary) primary_key_ = columns;
      unique_.push_back(std::move(columns));
    }
  }

  void read_column(const schema_object& object) {
    const attributes& a = object.attributes;
    relation_column column{object.key.name, a["type"], a.has("not_null")};
    column.in_primary_key = contains(primary_key_, column.name);
    column.not_null = column.not_null || column.in_primary_key;
    column.generated = generated_text(a);
    column.collation = a["collation"];
    column.comment = a["comment"];
    column.default_value = a["default"];
    object_key key = object.key;
    key.kind = object_kind::column_default;
    if (const schema_object* value = schema_.find(key); value != nullptr) {
      column.default_value = value->attributes["expression"];
    }
    relation_.columns.push_back(std::move(column));
  }

  void read_reference_of(const schema_object& object) {
    auto text = read_reference(object.attributes["definition"], schema_.dialect());
    if (!text) return;
    reference found{object.key.name,
                    relation_.key,
                    std::move(text->columns),
                    {object_kind::table, text->schema, {}, text->table, {}},
                    std::move(text->referenced),
                    std::move(text->rest)};
    found.is_unique = std::find(unique_.begin(), unique_.end(), found.columns) != unique_.end();
    for (relation_column& column : relation_.columns) {
      if (!contains(found.columns, column.name)) continue;
      column.in_foreign_key = true;
      found.can_be_null = found.can_be_null || !column.not_null;
    }
    relation_.references.push_back(std::move(found));
  }

  const database_schema& schema_;
  relation relation_;
  std::vector<std::string> primary_key_;
  std::vector<std::vector<std::string>> unique_;
};

bool is_named(const object_key& key, const std::string& name) {
  if (key.name == name) return true;
  return !key.schema.empty() && key.schema + "." + key.name == name;
}

}  // namespace

std::string short_name(const object_key& key) {
  return key.schema.empty() || key.schema == "public" ? key.name : key.schema + "." + key.name;
}

std::vector<relation> relations_in(const database_schema& schema, bool with_views) {
  std::vector<relation> found;
  for (const schema_object& object : schema.objects()) {
    if (!is_relation(object.key.kind, with_views)) continue;
    found.push_back(relation_reader(schema, object).read());
  }
  std::vector<reference> all;
  for (const relation& each : found) {
    all.insert(all.end(), each.references.begin(), each.references.end());
  }
  for (const reference& each : all) {
    const auto to = std::find_if(found.begin(), found.end(),
                                 [&](const relation& r) { return r.key == each.to; });
    if (to != found.end()) to->referred_by.push_back(each);
  }
  return found;
}

std::vector<relation> find_relations(const database_schema& schema, const std::string& name) {
  const std::string wanted = schema.dialect() == dialect::sqlite ? to_lower(name) : name;
  std::vector<relation> found = relations_in(schema, true);
  std::erase_if(found, [&](const relation& r) { return !is_named(r.key, wanted); });
  return found;
}

}  // namespace fz
