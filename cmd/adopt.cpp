#include "core/command/adopt.hpp"

#include "cmd/adoption_view.hpp"
#include "cmd/commands.hpp"
#include "cmd/import_json.hpp"
#include "cmd/run_view.hpp"
#include "cmd/terminal.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fz::cmd {
namespace {

struct adopt_line {
  std::optional<std::string> from;
  std::optional<std::string> table;
  bool drop_old_table = false;
  bool dry_run = false;
};

task<int> run(invocation& call, std::shared_ptr<adopt_line> line) {
  if (line->table && !line->from) {
    throw error(error_kind::usage, "--table needs --from: whose table it is.");
  }
  command::adopt_options options;
  if (line->from) options.from = importer::tool_named(*line->from);
  options.table = line->table.value_or("");
  options.drop_old_table = line->drop_old_table;
  options.dry_run = line->dry_run;
  run_view view(call.reporter());
  const command::adopt_report report = co_await command::adopt(call.context(), options, view);
  show(report, line->dry_run, call);
  co_return 0;
}

std::string summary_of(const command::adopt_report& report, bool dry_run) {
  const importer::adoption& plan = report.adoption;
  std::string text;
  for (const std::string& each : plan.notes) text += printable(each) + "\n";
  const std::string rows = plan.heads.empty() ? "base" : enumerate(plan.heads);
  text +=
      fmt::format("{} says that {} applied, {} pending.\n", report.table,
                  plan.applied.size() == 1 ? "1 revision is"
                                           : fmt::format("{} revisions are", plan.applied.size()),
                  plan.pending.empty()       ? "none is"
                  : plan.pending.size() == 1 ? "1 is"
                                             : fmt::format("{} are", plan.pending.size()));
  if (dry_run) return text + fmt::format("The version table would say {}.\n", printable(rows));
  text += fmt::format("The version table says {}{}.\n", printable(rows),
                      report.is_stamped || plan.heads.empty() ? "" : ", as it did before");
  if (report.is_dropped) text += fmt::format("Dropped {}.\n", report.table);
  return text;
}

}  // namespace

void show(const command::adopt_report& report, bool dry_run, invocation& call) {
  print(call.json() ? to_json(report, dry_run) : summary_of(report, dry_run));
}

void declare_adopt(command_spec added) {
  const auto line = std::make_shared<adopt_line>();
  std::vector<std::string> names;
  for (const importer::tool each : importer::all_tools) names.emplace_back(to_string(each));
  added
      .choice("--from", line->from, names,
              "The tool whose table is read; default: the one that exists")
      .option("--table", line->table, "NAME",
              "Its table, or SCHEMA.NAME, if it was given another name; needs --from")
      .flag("--drop-old-table", line->drop_old_table, "Remove the other tool's table afterwards")
      .flag("--dry-run", line->dry_run, "Show what would be done, and write nothing")
      .examples({"fz migrate adopt --dry-run", "fz migrate adopt --from goose",
                 "fz migrate adopt --from flyway --drop-old-table"});
  added.runs([line](invocation& call) { return run(call, line); });
}

}  // namespace fz::cmd
