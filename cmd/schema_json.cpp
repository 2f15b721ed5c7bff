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

json to_value(const std::vector<difference>& differences) {
  json value = json::array();
  for (const difference& each : differences) value.push_back(to_value(each));
  return value;
}

const char* name_of(command::finding::kind what) {
  using kind = command::finding::kind;
  switch (what) {
    case kind::unknown_row:
      return "unknown_row";
    case kind::half_way:
      return "half_way";
    case kind::pending:
      return "pending";
    case kind::changed_file:
      return "changed_file";
    case kind::broken_file:
      return "broken_file";
    case kind::open_todo:
      return "open_todo";
    case kind::broken:
      return "broken";
    case kind::drift:
      return "drift";
    case kind::target:
      break;
  }
  return "target";
}

const char* name_of(command::test_finding::kind what) {
  using kind = command::test_finding::kind;
  switch (what) {
    case kind::several_heads:
      return "several_heads";
    case kind::upgrade_failed:
      return "upgrade_failed";
    case kind::downgrade_failed:
      return "downgrade_failed";
    case kind::leaves_traces:
      return "leaves_traces";
    case kind::second_upgrade_failed:
      return "second_upgrade_failed";
    case kind::second_upgrade_differs:
      return "second_upgrade_differs";
    case kind::target:
      break;
  }
  return "target";
}

json seconds(std::optional<std::chrono::microseconds> taken) {
  return taken ? json(static_cast<double>(taken->count()) / 1e6) : json(nullptr);
}

json to_value(const command::revision_test& test) {
  return {{"revision", test.revision},
          {"message", test.message},
          {"result", result_word(test.ended)},
          {"upgrade", seconds(test.upgrade)},
          {"downgrade", seconds(test.downgrade)},
          {"upgrade_again", seconds(test.upgrade_again)}};
}

}  // namespace

const char* result_word(command::revision_test::result ended) {
  using result = command::revision_test::result;
  switch (ended) {
    case result::passed:
      return "passed";
    case result::failed:
      return "failed";
    case result::not_reversible:
      return "not_reversible";
    case result::not_run:
      break;
  }
  return "not_run";
}

std::string to_json(const command::check_report& report) {
  json findings = json::array();
  for (const auto& found : report.findings) {
    json value = {{"finding", name_of(found.what)},
                  {"revisions", found.revisions},
                  {"sentence", found.sentence}};
    if (!found.differences.empty()) value["differences"] = to_value(found.differences);
    findings.push_back(std::move(value));
  }
  json value = {{"rows", report.rows},
                {"findings", std::move(findings)},
                {"compared_drift", report.compared_drift},
                {"compared_target", report.compared_target},
                {"not_compared", to_value(report.rest)}};
  if (!report.drift_not_compared.empty()) value["drift_not_compared"] = report.drift_not_compared;
  return document(value);
}

std::string to_json(const command::test_report& report) {
  json revisions = json::array();
  for (const auto& each : report.revisions) revisions.push_back(to_value(each));
  json findings = json::array();
  for (const auto& found : report.findings) {
    json value = {{"finding", name_of(found.what)}, {"sentence", found.sentence}};
    if (!found.revision.empty()) value["revision"] = found.revision;
    if (!found.differences.empty()) value["differences"] = to_value(found.differences);
    findings.push_back(std::move(value));
  }
  return document({{"revisions", std::move(revisions)},
                   {"findings", std::move(findings)},
                   {"not_reversible", report.not_reversible},
                   {"compared_target", report.compared_target},
                   {"seconds", seconds(report.taken)}});
}

std::string to_json(const command::schema_diff_report& report) {
  json value = {
      {"equal", report.differences.empty()},
      {"differences", to_value(report.differences)},
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
