#include "cmd/commands.hpp"
#include "cmd/fleet_look.hpp"
#include "cmd/terminal.hpp"
#include "core/fleet/error_group.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace fz::cmd {
namespace {

using json = nlohmann::ordered_json;

json to_value(const value& v) {
  if (is_null(v)) return nullptr;
  if (const auto* number = std::get_if<std::int64_t>(&v)) return *number;
  if (const auto* number = std::get_if<double>(&v)) return *number;
  return to_string(v);
}

std::string as_json(const command::fleet_answers& found) {
  json targets = json::array();
  for (std::size_t i = 0; i < found.targets.size(); ++i) {
    json rows = json::array();
    for (const row& each : found.rows[i]) {
      json object = json::object();
      for (std::size_t c = 0; c < each.size(); ++c) object[each.names()[c]] = to_value(each[c]);
      rows.push_back(std::move(object));
    }
    json value = {{"target", found.targets[i].name}, {"rows", rows}};
    if (!found.states[i].error.empty()) value["error"] = found.states[i].error;
    targets.push_back(std::move(value));
  }
  const json document = {{"targets", targets}};
  return document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string as_table(const command::fleet_answers& found) {
  std::vector<std::vector<std::string>> lines;
  for (std::size_t i = 0; i < found.targets.size(); ++i) {
    for (const row& each : found.rows[i]) {
      if (lines.empty()) {
        lines.push_back({"target"});
        for (const std::string& name : each.names()) lines.front().push_back(printable(name));
      }
      std::vector<std::string> line{printable(found.targets[i].name)};
      for (std::size_t c = 0; c < each.size(); ++c) line.push_back(printable(to_string(each[c])));
      lines.push_back(std::move(line));
    }
  }
  return columns(lines);
}

void report_errors(const command::fleet_answers& found, invocation& call) {
  std::vector<std::pair<std::size_t, std::string>> errors;
  for (std::size_t i = 0; i < found.targets.size(); ++i) {
    if (!found.states[i].error.empty()) errors.emplace_back(i, found.states[i].error);
  }
  for (const error_group& each : group_errors(found.targets, errors)) {
    call.reporter().log(
        log_level::error, "fleet",
        fmt::format("{}: {}", counted(each.targets.size(), "target"), each.sentence));
  }
}

task<int> run_sql(invocation& call, std::shared_ptr<look_line> line) {
  look_view view(call.reporter());
  const command::fleet_answers found =
      co_await command::ask_fleet(call.context(), line->options, line->sql, view);
  call.reporter().status("");
  print(call.json() ? as_json(found) : as_table(found));
  report_errors(found, call);
  co_return exit_code_for(found.summary, found.states);
}

}  // namespace

void declare_fleet_sql(command_spec added) {
  const auto line = std::make_shared<look_line>();
  added.argument("query", line->sql, command_spec::need::required, "One SELECT")
      .examples({"fz fleet sql 'SELECT count(*) FROM users'"});
  declare_look(added, line, run_sql);
}

}  // namespace fz::cmd
