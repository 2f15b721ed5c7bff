#pragma once

#include "core/schema/database_schema.hpp"

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace fz {

using texts_of_object = std::initializer_list<std::pair<const char*, const char*>>;

inline schema_object declared(object_key key, texts_of_object texts = {},
                              std::vector<dependency> needs = {}) {
  schema_object object{std::move(key), {}, std::move(needs), 0};
  for (const auto& [name, text] : texts) object.attributes.set(name, text);
  return object;
}

inline object_key table_key(std::string name) {
  return {object_kind::table, "public", {}, std::move(name), {}};
}

inline object_key child(object_kind kind, std::string table, std::string name) {
  return {kind, "public", std::move(table), std::move(name), {}};
}

inline object_key column_key(std::string table, std::string name) {
  return child(object_kind::column, std::move(table), std::move(name));
}

inline schema_object column(const std::string& table, const std::string& name, const char* type) {
  return declared(column_key(table, name), {{"type", type}});
}

inline database_schema schema_of(std::vector<schema_object> objects) {
  objects.push_back(declared({object_kind::schema, {}, {}, "public", {}}));
  return {dialect::postgresql, std::move(objects)};
}

}  // namespace fz
