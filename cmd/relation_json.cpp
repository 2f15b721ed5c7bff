#include "cmd/relation_json.hpp"

#include <nlohmann/json.hpp>

namespace fz::cmd {
namespace {

using json = nlohmann::ordered_json;

void set_name(json& value, const object_key& key) {
  if (!key.schema.empty()) value["schema"] = key.schema;
  value["name"] = key.name;
}

void set_if_any(json& value, const char* name, const std::string& text) {
  if (!text.empty()) value[name] = text;
}

json to_value(const relation_column& column) {
  json value = {{"name", column.name}, {"type", column.type}, {"not_null", column.not_null}};
  set_if_any(value, "default", column.default_value);
  set_if_any(value, "generated", column.generated);
  set_if_any(value, "collation", column.collation);
  set_if_any(value, "comment", column.comment);
  value["primary_key"] = column.in_primary_key;
  return value;
}

json to_value(const relation_part& part) {
  json value = json::object();
  set_if_any(value, "name", part.name);
  value["text"] = part.text;
  return value;
}

json to_value(const reference& r) {
  json value = json::object();
  set_if_any(value, "constraint", r.name);
  json from = json::object();
  set_name(from, r.from);
  from["columns"] = r.columns;
  json to = json::object();
  set_name(to, r.to);
  to["columns"] = r.referenced;
  value["from"] = std::move(from);
  value["to"] = std::move(to);
  set_if_any(value, "options", r.rest);
  return value;
}

template <class Values>
json list_of(const Values& values) {
  json list = json::array();
  for (const auto& each : values) list.push_back(to_value(each));
  return list;
}

json to_value(const relation& shown) {
  json value = {{"kind", to_string(shown.key.kind)}};
  set_name(value, shown.key);
  value["columns"] = list_of(shown.columns);
  value["constraints"] = list_of(shown.constraints);
  value["references"] = list_of(shown.references);
  value["referred_by"] = list_of(shown.referred_by);
  value["indexes"] = list_of(shown.indexes);
  value["triggers"] = list_of(shown.triggers);
  json options = json::object();
  for (const relation_part& option : shown.options) options[option.name] = option.text;
  value["options"] = std::move(options);
  return value;
}

void set_amount(json& value, const command::table_amount& amount) {
  if (amount.rows) {
    value["rows"] = *amount.rows;
    value["rows_are_estimated"] = amount.is_estimate;
  }
  if (amount.bytes) value["bytes"] = *amount.bytes;
}

}  // namespace

std::string to_json(const command::schema_show_report& report) {
  json relations = json::array();
  for (std::size_t i = 0; i < report.relations.size(); ++i) {
    json value = to_value(report.relations[i]);
    if (i < report.amounts.size()) set_amount(value, report.amounts[i]);
    relations.push_back(std::move(value));
  }
  const json document = {{"dialect", to_string(report.schema.dialect())},
                         {"relations", std::move(relations)}};
  return document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace fz::cmd
