#include "cmd/fleet_look.hpp"

#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/fleet_report.hpp"
#include "cmd/terminal.hpp"
#include "core/fleet/error_group.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fz::cmd {
namespace {

using command::fleet_positions;
using command::target_position;
using json = nlohmann::ordered_json;

std::string document(const json& value) {
  return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string labels_in_words(const fleet_target& target) {
  std::vector<std::string> words;
  for (const auto& [label, text] : target.labels) words.push_back(label + "=" + text);
  return join(words, " ");
}

std::string position_in_words(const target_position& at) {
  if (!at.exists) return "does not exist yet";
  std::string text = at.rows.empty() ? "base" : join(at.rows, ", ");
  if (!at.problem.empty()) return text + " (unknown)";
  if (at.pending > 0) text += fmt::format(" ({} pending)", at.pending);
  if (at.is_half_way) text += " (stopped half-way)";
  return text;
}

std::string position_in_words(const fleet_positions& found, std::size_t index) {
  const target_state& state = found.states[index];
  if (state.phase == target_phase::done) return position_in_words(found.positions[index]);
  return state.error.empty() ? phase_in_words(state.phase)
                             : "error: " + std::string(split(state.error, '\n').front());
}

json to_value(const fleet_positions& found, std::size_t index) {
  const fleet_target& target = found.targets[index];
  json labels = json::object();
  for (const auto& [label, text] : target.labels) labels[label] = text;
  json value = {{"name", target.name}, {"database", to_string(url_of(target))}, {"labels", labels}};
  if (!target.schema.empty()) value["schema"] = target.schema;
  if (found.states[index].phase != target_phase::done) {
    value["error"] = found.states[index].error;
    return value;
  }
  const target_position& at = found.positions[index];
  value["exists"] = at.exists;
  value["rows"] = at.rows;
  value["pending"] = at.pending;
  value["half_way"] = at.is_half_way;
  if (!at.problem.empty()) value["problem"] = at.problem;
  if (!at.fingerprint.empty()) value["fingerprint"] = at.fingerprint;
  return value;
}

std::string as_json(const fleet_positions& found) {
  json targets = json::array();
  for (std::size_t i = 0; i < found.targets.size(); ++i) targets.push_back(to_value(found, i));
  json groups = json::array();
  for (const command::drift_group& each : found.groups) {
    json names = json::array();
    for (const std::size_t index : each.targets) names.push_back(found.targets[index].name);
    const bool by_revisions = each.against == command::drift_group::reference::revisions;
    groups.push_back(
        {{"rows", each.rows},
         {"targets", names},
         {"compared_with", by_revisions ? "revisions" : "majority"},
         {"difference", each.difference.empty() ? json(nullptr) : json(each.difference)}});
  }
  json value = {{"targets", targets}};
  if (!groups.empty()) value["schemas"] = groups;
  return document(value);
}

/// "9998 targets at 74f39286e2f6 …", the most first, and what could not be looked at.
std::string counts_in_words(const fleet_positions& found) {
  std::map<std::string, std::vector<std::size_t>> by_position;
  std::vector<std::pair<std::size_t, std::string>> errors;
  for (std::size_t i = 0; i < found.targets.size(); ++i) {
    if (found.states[i].phase == target_phase::done) {
      by_position[position_in_words(found.positions[i])].push_back(i);
    } else {
      errors.emplace_back(i, found.states[i].error);
    }
  }
  std::vector<std::pair<std::size_t, std::string>> counts;
  for (const auto& [position, targets] : by_position) counts.emplace_back(targets.size(), position);
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  for (const auto& [count, position] : counts) {
    text += fmt::format("{} at {}\n", counted(count, "target"), printable(position));
  }
  for (const error_group& each : group_errors(found.targets, errors)) {
    text += fmt::format("{} could not be looked at: {}\n", counted(each.targets.size(), "target"),
                        split(each.sentence, '\n').front());
  }
  return text;
}

std::string names_of(const std::vector<std::size_t>& indexes, const fleet_positions& found) {
  constexpr std::size_t most = 10;
  std::vector<std::string> names;
  for (const std::size_t index : indexes) {
    if (names.size() == most) break;
    names.push_back(printable(found.targets[index].name));
  }
  if (indexes.size() > most) names.push_back(fmt::format("{} more", indexes.size() - most));
  return join(names, ", ");
}

/// "as the revisions say", or what else is said of the schemas of a group.
std::string schema_in_words(const command::drift_group& group) {
  const bool by_revisions = group.against == command::drift_group::reference::revisions;
  if (group.difference.empty())
    return by_revisions ? "as the revisions say" : "with the same schema";
  const std::string differ = group.targets.size() == 1 ? "differs" : "differ";
  return by_revisions ? differ + " from what the revisions say" : "with another schema";
}

std::string drift_in_words(const fleet_positions& found) {
  std::string text;
  for (const command::drift_group& each : found.groups) {
    const std::string at = each.rows.empty() ? "base" : join(each.rows, ", ");
    text += fmt::format("{} at {} {}", counted(each.targets.size(), "target"), printable(at),
                        schema_in_words(each));
    if (each.difference.empty()) {
      text += "\n";
      continue;
    }
    text += fmt::format(": {}\n", names_of(each.targets, found));
    for (const std::string_view line : split(trim(each.difference), '\n')) {
      text += fmt::format("    {}\n", line);
    }
  }
  return text;
}

task<int> run_list(invocation& call, std::shared_ptr<look_line> line) {
  look_view view(call.reporter());
  const fleet_positions found =
      co_await command::look_at_fleet(call.context(), line->options, view);
  call.reporter().status("");
  if (call.json()) {
    print(as_json(found));
  } else {
    std::vector<std::vector<std::string>> lines;
    for (std::size_t i = 0; i < found.targets.size(); ++i) {
      const fleet_target& target = found.targets[i];
      lines.push_back({printable(target.name), to_string(url_of(target)),
                       printable(labels_in_words(target)), printable(position_in_words(found, i))});
    }
    print(columns(lines));
  }
  co_return exit_code_for(found.summary, found.states);
}

task<int> run_status(invocation& call, std::shared_ptr<look_line> line) {
  look_view view(call.reporter());
  const fleet_positions found =
      co_await command::look_at_fleet(call.context(), line->options, view);
  call.reporter().status("");
  print(call.json() ? as_json(found) : counts_in_words(found));
  co_return exit_code_for(found.summary, found.states);
}

bool is_as_it_should(const target_position& at) {
  return at.exists && at.problem.empty() && at.pending == 0 && !at.is_half_way;
}

/// Ends with 3 if a target is not at the heads, or its schema is not what the revisions lead to.
task<int> run_check(invocation& call, std::shared_ptr<look_line> line) {
  look_view view(call.reporter());
  line->options.compares_schemas = true;
  if (line->scratch_url) {
    const std::filesystem::path here = std::filesystem::current_path();
    line->options.scratch = parse_database_url(*line->scratch_url, here);
  }
  const fleet_positions found =
      co_await command::look_at_fleet(call.context(), line->options, view);
  call.reporter().status("");
  print(call.json() ? as_json(found) : counts_in_words(found) + drift_in_words(found));
  const int code = exit_code_for(found.summary, found.states);
  if (code != done) co_return code;
  const bool is_well =
      std::all_of(found.positions.begin(), found.positions.end(), is_as_it_should) &&
      std::all_of(found.groups.begin(), found.groups.end(),
                  [](const command::drift_group& each) { return each.difference.empty(); });
  co_return is_well ? done : check_found_something;
}

}  // namespace

void declare_fleet_list(command_spec added) {
  added.examples(
      {"fz fleet list", "fz fleet list --only plan=free", "fz fleet list --format json"});
  declare_look(added, std::make_shared<look_line>(), run_list);
}

void declare_fleet_status(command_spec added) {
  added.examples({"fz fleet status", "fz fleet status --fleet tenants"});
  declare_look(added, std::make_shared<look_line>(), run_status);
}

void declare_fleet_check(command_spec added) {
  const auto line = std::make_shared<look_line>();
  added
      .option("--scratch-url", line->scratch_url, "URL",
              "Where scratch databases are made (the server of a target)")
      .examples({"fz fleet check"});
  declare_look(added, line, run_check);
}

}  // namespace fz::cmd
