#include "cmd/fleet_report.hpp"

#include "cmd/escaped_text.hpp"
#include "core/fleet/error_group.hpp"
#include "core/util/duration.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace fz::cmd {
namespace {

using json = nlohmann::ordered_json;

/// More names of one group are only counted.
constexpr std::size_t most_names = 10;

std::string rows_in_words(const std::vector<std::string>& rows) {
  return rows.empty() ? "base" : join(rows, ", ");
}

std::vector<error_group> groups_of(const command::fleet_report& report) {
  std::vector<std::pair<std::size_t, std::string>> errors;
  for (std::size_t i = 0; i < report.states.size(); ++i) {
    if (report.states[i].phase != target_phase::failed) continue;
    errors.emplace_back(i, failure_in_words(report.states[i], report.outcomes[i]));
  }
  return group_errors(report.targets, errors);
}

std::string names_of(const error_group& group, const command::fleet_report& report) {
  std::vector<std::string> names;
  for (const std::size_t index : group.targets) {
    if (names.size() == most_names) break;
    const target_outcome& end = report.outcomes[index];
    std::string name = printable(report.targets[index].name);
    if (end.was_seen) {
      name += fmt::format(" ({} {})", end.is_known ? "at" : "was at", rows_in_words(end.after));
    }
    names.push_back(std::move(name));
  }
  const std::size_t more = group.targets.size() - names.size();
  if (more > 0) names.push_back(fmt::format("{} more", more));
  return join(names, ", ");
}

std::string indented(const std::string& text) {
  std::string result;
  for (const std::string_view line : split(text, '\n')) result += fmt::format("    {}\n", line);
  return result;
}

std::string interrupted_in_words(const command::fleet_report& report) {
  std::string text;
  for (std::size_t i = 0; i < report.states.size(); ++i) {
    if (report.states[i].phase != target_phase::interrupted) continue;
    const target_outcome& end = report.outcomes[i];
    text += fmt::format("  {}: {}\n", printable(report.targets[i].name),
                        !end.was_seen ? "nothing was run"
                                      : fmt::format("{} {}", end.is_known ? "at" : "was at",
                                                    rows_in_words(end.after)));
  }
  return text.empty() ? text : "Interrupted while they ran:\n" + text;
}

/// Which of several processes worked on the target; "" if the run was not shared.
std::string worker_of(const command::fleet_report& report, std::size_t index) {
  if (!report.shared || index >= report.shared->workers.size()) return {};
  return report.shared->workers[index];
}

json to_value(const command::fleet_report& report, std::size_t index) {
  const target_state& state = report.states[index];
  const target_outcome& end = report.outcomes[index];
  json value = {{"name", report.targets[index].name},
                {"database", to_string(url_of(report.targets[index]))},
                {"phase", phase_in_words(state.phase)},
                {"seconds", static_cast<double>(state.taken.count()) / 1000},
                {"attempts", state.attempts},
                {"steps", end.steps}};
  value["before"] = end.was_seen ? json(end.before) : json(nullptr);
  value["after"] = end.was_seen ? json(end.after) : json(nullptr);
  if (end.was_seen && !end.is_known) value["after_is_known"] = false;
  const std::string failure = failure_in_words(state, end);
  if (!failure.empty()) value["error"] = failure;
  const std::string worker = worker_of(report, index);
  if (!worker.empty()) value["worker"] = worker;
  return value;
}

json summary_of(const command::fleet_report& report) {
  json groups = json::array();
  for (const error_group& each : groups_of(report)) {
    json names = json::array();
    for (const std::size_t index : each.targets) names.push_back(report.targets[index].name);
    groups.push_back({{"error", each.sentence}, {"targets", names}});
  }
  const auto count = [&](target_phase phase) { return command::count_of(report.states, phase); };
  json value = {
      {"dry_run", report.dry_run},
      {"targets", report.targets.size()},
      {"done", count(target_phase::done)},
      {"failed", count(target_phase::failed)},
      {"interrupted", count(target_phase::interrupted)},
      {"not_run", count(target_phase::waiting)},
      {"done_before", report.done_before},
      {"seconds", static_cast<double>(report.taken.count()) / 1000},
      {"stopped", report.summary.stopped.empty() ? json(nullptr) : json(report.summary.stopped)},
      {"errors", groups}};
  if (report.shared) {
    value["worker"] = {{"name", report.shared->process},
                       {"done", report.shared->done},
                       {"failed", report.shared->failed}};
  }
  return value;
}

std::string dumped(const json& value, int indent) {
  return value.dump(indent, ' ', indent < 0, json::error_handler_t::replace);
}

std::string json_file(const command::fleet_report& report) {
  json value = summary_of(report);
  json all = json::array();
  for (std::size_t i = 0; i < report.targets.size(); ++i) all.push_back(to_value(report, i));
  value["all"] = std::move(all);
  return dumped(value, 2) + "\n";
}

std::string csv_field(const std::string& text) {
  std::string field;
  add_csv_field(text, field);
  return field;
}

std::string csv_file(const command::fleet_report& report) {
  std::string text = "name,database,phase,before,after,steps,attempts,seconds,error";
  text += report.shared ? ",worker\r\n" : "\r\n";
  for (std::size_t i = 0; i < report.targets.size(); ++i) {
    const target_state& state = report.states[i];
    const target_outcome& end = report.outcomes[i];
    text += fmt::format(
        "{},{},{},{},{},{},{},{:.3f},{}", csv_field(report.targets[i].name),
        csv_field(to_string(url_of(report.targets[i]))), phase_in_words(state.phase),
        end.was_seen ? csv_field(rows_in_words(end.before)) : "",
        end.was_seen ? csv_field(rows_in_words(end.after)) : "", end.steps, state.attempts,
        static_cast<double>(state.taken.count()) / 1000, csv_field(failure_in_words(state, end)));
    text += report.shared ? "," + csv_field(worker_of(report, i)) + "\r\n" : "\r\n";
  }
  return text;
}

std::string junit_file(const command::fleet_report& report) {
  const auto count = [&](target_phase phase) { return command::count_of(report.states, phase); };
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"fz fleet\" tests=\"{}\" "
      "failures=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n",
      report.targets.size(), count(target_phase::failed) + count(target_phase::interrupted),
      count(target_phase::waiting), static_cast<double>(report.taken.count()) / 1000);
  for (std::size_t i = 0; i < report.targets.size(); ++i) {
    const target_state& state = report.states[i];
    text += fmt::format("  <testcase classname=\"fleet\" name=\"{}\" time=\"{:.3f}\">",
                        xml_text(report.targets[i].name),
                        static_cast<double>(state.taken.count()) / 1000);
    if (state.phase == target_phase::waiting) text += "<skipped/>";
    if (state.phase == target_phase::failed || state.phase == target_phase::interrupted) {
      const std::string failure = failure_in_words(state, report.outcomes[i]);
      text += fmt::format("<failure message=\"{}\"/>",
                          xml_text(failure.empty() ? "interrupted" : failure));
    }
    text += "</testcase>\n";
  }
  return text + "</testsuite>\n";
}

std::string own_part_in_words(const command::shared_part& own) {
  std::string text =
      fmt::format("This worker ({}): {} done", own.process, counted(own.done, "target"));
  if (own.failed > 0) text += fmt::format(", {} failed", own.failed);
  return text + "\n";
}

/// One line a target, where they fit on a screen.
std::string table_of(const command::fleet_report& report) {
  constexpr std::size_t most_lines = 40;
  if (report.targets.size() > most_lines) return {};
  std::size_t width = 0;
  for (const fleet_target& each : report.targets) {
    width = std::max(width, display_width(printable(each.name)));
  }
  std::string text;
  for (std::size_t i = 0; i < report.targets.size(); ++i) {
    const target_state& state = report.states[i];
    const target_outcome& end = report.outcomes[i];
    const std::string name = printable(report.targets[i].name);
    const std::string gap(width - display_width(name), ' ');
    std::string way = phase_in_words(state.phase);
    if (end.was_seen && state.phase == target_phase::done) {
      way = end.steps == 0 ? "at " + rows_in_words(end.after)
                           : rows_in_words(end.before) + " -> " + rows_in_words(end.after);
    }
    text += fmt::format("  {}{}  {}", name, gap, printable(way));
    if (state.attempts > 0) text += fmt::format("  {}", fz::in_words(state.taken));
    text += "\n";
  }
  return text;
}

}  // namespace

std::string phase_in_words(target_phase phase) {
  switch (phase) {
    case target_phase::done:
      return "done";
    case target_phase::failed:
    case target_phase::later:
      return "failed";
    case target_phase::interrupted:
    case target_phase::running:
      return "interrupted";
    case target_phase::waiting:
      break;
  }
  return "not run";
}

std::string failure_in_words(const target_state& state, const target_outcome& end) {
  if (state.phase == target_phase::done || state.error.empty()) return {};
  switch (end.fate) {
    case step_fate::none_ran:
      return state.error;
    case step_fate::rolled_back:
      return state.error + "\nRevision " + printable(end.revision) + " was rolled back.";
    case step_fate::run_rolled_back:
      return state.error + "\nThe whole run on it was rolled back.";
    case step_fate::partly_kept:
      return fmt::format(
          "{}\nRevision {} runs outside of a transaction: {} kept. The next run "
          "continues after them.",
          state.error, printable(end.revision), counted(end.kept_statements, "statement"));
    case step_fate::unknown:
      break;
  }
  return state.error + "\nThe connection was lost during COMMIT; its outcome is unknown.";
}

std::string in_words(const command::fleet_report& report) {
  const auto count = [&](target_phase phase) { return command::count_of(report.states, phase); };
  std::string text;
  for (const error_group& each : groups_of(report)) {
    text += fmt::format("{} failed: {}\n{}", counted(each.targets.size(), "target"),
                        names_of(each, report), indented(each.sentence));
  }
  text += interrupted_in_words(report);
  text += table_of(report);
  if (!report.summary.stopped.empty()) text += "Stopped: " + report.summary.stopped + "\n";
  if (report.shared) text += own_part_in_words(*report.shared);
  text += fmt::format("{} of {} {}", count(target_phase::done),
                      counted(report.targets.size(), "target"),
                      report.dry_run ? "could be planned" : "done");
  if (report.done_before > 0) text += fmt::format(" ({} before)", report.done_before);
  for (const auto& [phase, words] : {std::pair(target_phase::failed, "failed"),
                                     std::pair(target_phase::interrupted, "interrupted"),
                                     std::pair(target_phase::waiting, "not run")}) {
    if (count(phase) > 0) text += fmt::format(", {} {}", count(phase), words);
  }
  return text + fmt::format(" in {}\n", fz::in_words(report.taken));
}

std::string to_json_line(const command::fleet_report& report) {
  json value = {{"event", "report"}};
  value.update(summary_of(report));
  return dumped(value, -1) + "\n";
}

void check_report_name(const std::string& file) {
  for (const char* ending : {".json", ".csv", ".xml"}) {
    if (file.ends_with(ending)) return;
  }
  throw error(error_kind::usage,
              fmt::format("--report takes a file whose name ends with .json, .csv or .xml (JUnit), "
                          "not {}.",
                          quote(file)));
}

void write_report(const command::fleet_report& report, const std::string& file) {
  const std::string text = file.ends_with(".json")  ? json_file(report)
                           : file.ends_with(".csv") ? csv_file(report)
                                                    : junit_file(report);
  write_file(file, text, existing_file::replace);
}

}  // namespace fz::cmd
