#include "cmd/json_output.hpp"

#include "core/util/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fz::cmd {
namespace {

using json = nlohmann::ordered_json;

/// Text that is not UTF-8 is shown with replacement characters: the document must be valid. Where
/// a terminal would obey a character instead of showing it, everything but ASCII is escaped.
std::string document(const json& value) {
  std::string text = value.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
  if (printable_lines(text) == text) return text;
  return value.dump(2, ' ', true, json::error_handler_t::replace) + "\n";
}

json to_value(const step_report& step) {
  return {{"revision", step.revision},
          {"direction", to_string(step.direction)},
          {"message", step.message},
          {"from", step.from},
          {"to", step.to}};
}

json to_value(const command::revision_list& list, node n) {
  const revision_map& map = list.map();
  const revision& r = map[n];
  json labels = json::array();
  for (const std::string_view label : map.labels(n)) labels.push_back(label);
  json value = {{"revision", r.id},
                {"down_revisions", r.down_revisions},
                {"depends_on", r.depends_on},
                {"branch_labels", labels},
                {"message", r.message},
                {"create_date", r.create_date},
                {"file", r.file},
                {"head", map.is_real_head(n)},
                {"effective_head", map.is_effective_head(n)},
                {"branch_point", map.is_branch_point(n)},
                {"merge_point", map.is_merge_point(n)}};
  if (list.rows) value["current"] = list.is_row(n);
  return value;
}

/// "" is what is not known.
json text_or_null(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

json to_value(const audit_row& row) {
  return {{"revision", row.entry.revision},
          {"direction", row.entry.direction},
          {"started", row.started},
          {"duration", row.duration ? json(*row.duration) : json(nullptr)},
          {"who", text_or_null(row.who)},
          {"database_user", text_or_null(row.database_user)},
          {"host", text_or_null(row.host)},
          {"fz_version", row.program_version},
          {"sha256", text_or_null(row.entry.sha256)}};
}

json to_value(const value& v) {
  if (is_null(v)) return nullptr;
  if (const auto* number = std::get_if<std::int64_t>(&v)) return *number;
  if (const auto* number = std::get_if<double>(&v)) return *number;
  return to_string(v);
}

json to_value(const std::optional<std::string>& text) { return text ? json(*text) : json(nullptr); }

/// A revision that was stopped half-way, or null.
json to_value(const std::optional<journal_entry>& entry) {
  if (!entry) return nullptr;
  return {{"revision", entry->revision},
          {"direction", entry->direction},
          {"statements_done", entry->done},
          {"statement_begun", entry->started == 0 ? json(nullptr) : json(entry->started)}};
}

json to_value(const account& a) {
  return {{"id", to_value(a.id)},
          {"username", a.username},
          {"email", a.email},
          {"created_at", to_value(a.created_at)},
          {"updated_at", to_value(a.updated_at)}};
}

}  // namespace

std::string to_json(const run_report& report, bool dry_run) {
  json steps = json::array();
  for (const step_report& step : report.steps) steps.push_back(to_value(step));
  return document({{"dry_run", dry_run},
                   {"steps", steps},
                   {"rows_before", report.rows_before},
                   {"rows_after", report.rows_after}});
}

std::string to_json(const command::offline_result& result) {
  return document({{"dialect", to_string(result.dialect)}, {"sql", result.sql}});
}

std::string to_json_rows(const run_report& report) {
  return document({{"rows_before", report.rows_before}, {"rows_after", report.rows_after}});
}

std::string to_json(const command::revision_list& list) {
  json revisions = json::array();
  for (const node n : list.revisions) revisions.push_back(to_value(list, n));
  json value = {{"revisions", revisions}};
  if (list.rows) {
    value["rows"] = *list.rows;
    value["half_way"] = to_value(list.unfinished);
  }
  return document(value);
}

std::string to_json(const command::status_report& report) {
  json revisions = json::array();
  for (std::size_t i = 0; i < report.all.revisions.size(); ++i) {
    json value = to_value(report.all, report.all.revisions[i]);
    value["applied"] = static_cast<bool>(report.applied[i]);
    const bool changed =
        std::binary_search(report.changed.begin(), report.changed.end(), report.all.revisions[i]);
    value["changed"] = changed;
    revisions.push_back(std::move(value));
  }
  return document({{"revisions", revisions},
                   {"rows", *report.all.rows},
                   {"pending", report.pending},
                   {"half_way", to_value(report.all.unfinished)}});
}

std::string to_json(const command::accept_report& report) {
  return document({{"accepted", report.accepted}, {"unchanged", report.unchanged}});
}

std::string to_json(const std::vector<audit_row>& rows) {
  json entries = json::array();
  for (const audit_row& row : rows) entries.push_back(to_value(row));
  return document({{"entries", entries}});
}

std::string to_json(const revision& written) {
  return document({{"revision", written.id},
                   {"down_revisions", written.down_revisions},
                   {"depends_on", written.depends_on},
                   {"branch_labels", written.branch_labels},
                   {"message", written.message},
                   {"create_date", written.create_date},
                   {"file", written.file}});
}

std::string to_json(const account& a) { return document(to_value(a)); }

std::string to_json(const account& a, const std::string& password, std::string_view result) {
  json object = to_value(a);
  if (!result.empty()) object["result"] = result;
  if (!password.empty()) object["password"] = password;
  return document(object);
}

std::string to_json(const command::import_report& report, bool dry_run) {
  json problems = json::array();
  for (const row_problem& each : report.problems) {
    problems.push_back({{"line", each.line}, {"reason", each.reason}});
  }
  json made = json::array();
  for (const auto& each : report.passwords) {
    made.push_back({{"username", each.username}, {"password", each.password}});
  }
  return document({{"dry_run", dry_run},
                   {"written", report.written},
                   {"created", report.created},
                   {"updated", report.updated},
                   {"skipped", report.skipped},
                   {"problems", problems},
                   {"passwords", made}});
}

}  // namespace fz::cmd
