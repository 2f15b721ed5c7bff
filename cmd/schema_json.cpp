#include "cmd/schema_json.hpp"

#include <nlohmann/json.hpp>

namespace fz::cmd {
namespace {

using json = nlohmann::ordered_json;

std::string document(const json& value) {
  return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

json to_value(const object_key& key) {
  json value = {{"kind", to_string(key.kind)}};
  if (!key.schema.empty()) value["schema"] = key.schema;
  if (!key.parent.empty()) value["parent"] = key.parent;
  if (!key.name.empty()) value["name"] = key.name;
  if (!key.signature.empty()) value["signature"] = key.signature;
  return value;
}

json to_value(const std::optional<std::string>& text) { return text ? json(*text) : json(nullptr); }

json to_value(const difference& each) {
  json value = {{"change", each.what == difference::kind::added     ? "added"
                           : each.what == difference::kind::removed ? "removed"
                                                                    : "changed"},
                {"object", to_value(each.object)}};
  json changes = json::array();
  for (const attribute_change& change : each.changes) {
    changes.push_back(
        {{"attribute", change.name}, {"from", to_value(change.from)}, {"to", to_value(change.to)}});
  }
  if (each.what == difference::kind::changed) value["changes"] = std::move(changes);
  return value;
}

json to_value(const std::vector<not_compared>& rest) {
  json value = json::array();
  for (const not_compared& each : rest) {
    value.push_back({{"kind", each.kind}, {"names", each.names}});
  }
  return value;
}

json to_value(const schema_object& object) {
  json value = to_value(object.key);
  json attributes = json::object();
  for (const auto& [name, text] : object.attributes) attributes[name] = text;
  value["attributes"] = std::move(attributes);
  json needs = json::array();
  for (const dependency& each : object.depends_on) needs.push_back(to_value(each.on));
  value["depends_on"] = std::move(needs);
  return value;
}

}  // namespace

std::string to_json(const command::schema_diff_report& report) {
  json differences = json::array();
  for (const difference& each : report.differences) differences.push_back(to_value(each));
  json value = {
      {"equal", report.differences.empty()},
      {"differences", std::move(differences)},
      {"not_compared", {{"from", to_value(report.from_rest)}, {"to", to_value(report.to_rest)}}}};
  if (!report.sql.empty()) value["sql"] = report.sql;
  return document(value);
}

std::string to_json(const database_schema& schema) {
  json objects = json::array();
  for (const schema_object& each : schema.objects()) objects.push_back(to_value(each));
  return document({{"dialect", to_string(schema.dialect())},
                   {"objects", std::move(objects)},
                   {"not_compared", to_value(schema.rest())}});
}

}  // namespace fz::cmd
