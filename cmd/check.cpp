#include "core/command/check.hpp"

#include "cmd/advice.hpp"
#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/schema_json.hpp"
#include "cmd/scratch_advice.hpp"
#include "cmd/terminal.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fz::cmd {
namespace {

using command::check_report;
using command::finding;

struct check_line {
  bool no_revisions = false;
  bool no_drift = false;
  bool no_target = false;
  std::optional<std::string> scratch_url;
};

command::check_request request_of(const check_line& line) {
  command::check_request request;
  request.revisions = !line.no_revisions;
  request.drift = !line.no_drift;
  request.target = !line.no_target;
  if (line.scratch_url) {
    request.scratch = parse_database_url(*line.scratch_url, std::filesystem::current_path());
  }
  if (request.revisions || request.drift || request.target) return request;
  throw error(error_kind::usage, "All three checks are switched off: there is nothing to check.");
}

std::string at_heads(const check_report& report) {
  if (report.rows.empty()) return "The database is at base, and the project has no revisions";
  return fmt::format("The database is at head{} {}{}", report.rows.size() == 1 ? "" : "s",
                     printable(enumerate(report.rows)),
                     report.compared_files ? "; no applied file has changed" : "");
}

std::string all_is_well(const check_report& report, const check_line& line) {
  std::vector<std::string> sentences;
  if (!line.no_revisions) sentences.push_back(at_heads(report) + ".");
  if (report.compared_drift) sentences.emplace_back("Its schema is what its revisions lead to.");
  if (report.compared_target) sentences.emplace_back("The revisions lead to the target.");
  if (sentences.empty()) sentences.emplace_back("No target is configured: nothing was checked.");
  return join(sentences, "\n") + "\n";
}

/// What a person can do about a difference of schemas.
std::string schema_advice(finding::kind what) {
  if (what == finding::kind::target) {
    return "\n`fz schema diff --sql revisions target` prints the SQL that a new revision needs.";
  }
  if (what == finding::kind::drift) {
    return "\nMake the change a revision, or undo it in the database.";
  }
  return {};
}

void tell_what_was_left_out(const check_report& report, invocation& call) {
  std::vector<std::string> lines;
  const std::string rest = describe(report.rest);
  if (!rest.empty()) {
    for (const std::string_view each : split(rest, '\n')) lines.emplace_back(each);
  }
  if (!report.drift_not_compared.empty()) {
    lines.push_back(fmt::format("The schema was not compared with what the revisions lead to: {}.",
                                report.drift_not_compared));
  }
  for (std::string& each : lines) call.reporter().log(log_level::warning, "schema", each);
}

task<int> run(invocation& call, std::shared_ptr<check_line> line) {
  command::check_request request = request_of(*line);
  const command::context& ctx = call.context();
  std::string more = "\n--no-drift and --no-target leave out what needs such a database.";
  task<check_report> work = command::check(ctx, std::move(request));
  const check_report report = co_await with_scratch_advice(std::move(work), std::move(more));
  if (call.json()) {
    print(to_json(report));
    co_return report.findings.empty() ? done : check_found_something;
  }
  tell_what_was_left_out(report, call);
  if (report.findings.empty()) {
    print(all_is_well(report, *line));
    co_return done;
  }
  std::vector<std::string> sentences;
  for (const auto& found : report.findings) {
    sentences.push_back(found.sentence + advice_for(found.remedy) + schema_advice(found.what));
  }
  throw error(error_kind::check, join(sentences, "\n"));
}

}  // namespace

void declare_check(command_spec added) {
  const auto line = std::make_shared<check_line>();
  added
      .flag("--no-revisions", line->no_revisions,
            "Do not check that all revisions are applied and their files unchanged")
      .flag("--no-drift", line->no_drift,
            "Do not compare the database with what its revisions lead to")
      .flag("--no-target", line->no_target,
            "Do not compare what the revisions lead to with the target under [schema]")
      .option("--scratch-url", line->scratch_url, "URL",
              "Where the revisions are run to see what they lead to")
      .examples({"fz migrate check", "fz migrate check --no-drift --no-target",
                 "fz --format json migrate check"});
  added.runs([line](invocation& call) { return run(call, line); });
}

}  // namespace fz::cmd
