#include "cmd/import_json.hpp"

#include "cmd/schema_json.hpp"

#include <nlohmann/json.hpp>

namespace fz::cmd {
namespace {

using json = nlohmann::ordered_json;

json to_value(const std::vector<importer::remark>& remarks) {
  json list = json::array();
  for (const importer::remark& each : remarks) {
    json value = {{"kind", each.what == importer::remark::weight::todo ? "todo" : "note"},
                  {"file", each.place.file}};
    if (each.place.line > 0) value["line"] = each.place.line;
    value["sentence"] = each.sentence;
    list.push_back(std::move(value));
  }
  return list;
}

json to_value(const importer::made_section& section) {
  json value = {{"direction", to_string(section.direction)}};
  if (section.dialect) value["dialect"] = to_string(*section.dialect);
  value["transaction"] = section.transactional;
  return value;
}

json to_value(const importer::made_revision& made) {
  json sections = json::array();
  for (const importer::made_section& each : made.sections) sections.push_back(to_value(each));
  return {{"file", made.declared.file},
          {"revision", made.declared.id},
          {"down_revision", made.declared.down_revisions},
          {"depends_on", made.declared.depends_on},
          {"branch_labels", made.declared.branch_labels},
          {"message", made.declared.message},
          {"create_date", made.declared.create_date},
          {"origin",
           {{"version", made.origin.version},
            {"file", made.origin.file},
            {"checksum", made.origin.checksum}}},
          {"sections", std::move(sections)},
          {"remarks", to_value(made.remarks)}};
}

json to_value(const command::adopt_report& report, bool dry_run) {
  const importer::adoption& plan = report.adoption;
  return {{"tool", to_string(report.from)},
          {"table", report.table},
          {"dry_run", dry_run},
          {"rows", plan.heads},
          {"applied", plan.applied},
          {"pending", plan.pending},
          {"notes", plan.notes},
          {"stamped", report.is_stamped},
          {"dropped", report.is_dropped}};
}

/// As `fz schema diff` lists them.
json to_value(const std::vector<difference>& differences) {
  command::schema_diff_report report;
  report.differences = differences;
  return json::parse(to_json(report)).at("differences");
}

}  // namespace

std::string to_json(const command::migration_import_report& report,
                    const std::optional<std::vector<difference>>& differences,
                    const std::optional<command::adopt_report>& adopted) {
  json revisions = json::array();
  for (const importer::made_revision& each : report.made.revisions) {
    revisions.push_back(to_value(each));
  }
  json dialects = json::array();
  for (const dialect each : report.dialects) dialects.push_back(to_string(each));
  const json value = {
      {"tool", to_string(report.from)},
      {"folder", report.folder.string()},
      {"dialects", std::move(dialects)},
      {"dialect_is_guessed", report.dialect_is_guessed},
      {"versions", report.versions.string()},
      {"settings", report.settings.empty() ? json(nullptr) : json(report.settings.string())},
      {"written", report.is_written},
      {"already_there", report.made.already_there},
      {"needs_hand", report.made.needs_hand()},
      {"revisions", std::move(revisions)},
      {"remarks", to_value(report.made.remarks)},
      {"verified", differences ? json(differences->empty()) : json(nullptr)},
      {"differences", differences ? to_value(*differences) : json::array()},
      {"adopted", adopted ? to_value(*adopted, !report.is_written) : json(nullptr)}};
  return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string to_json(const command::adopt_report& report, bool dry_run) {
  const json value = to_value(report, dry_run);
  return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace fz::cmd
