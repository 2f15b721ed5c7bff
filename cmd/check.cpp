#include "core/command/check.hpp"

#include "cmd/advice.hpp"
#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/json_output.hpp"
#include "cmd/terminal.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

namespace fz::cmd {
namespace {

using command::check_report;

std::string all_is_well(const check_report& report) {
  if (report.rows.empty()) return "The database is at base, and the project has no revisions.\n";
  return fmt::format("The database is at head{} {}{}.\n", report.rows.size() == 1 ? "" : "s",
                     printable(enumerate(report.rows)),
                     report.compared_files ? "; no applied file has changed" : "");
}

task<int> run(invocation& call) {
  const check_report report = co_await command::check(call.context());
  if (call.json()) {
    print(to_json(report));
    co_return report.findings.empty() ? done : check_found_something;
  }
  if (report.findings.empty()) {
    print(all_is_well(report));
    co_return done;
  }
  std::vector<std::string> sentences;
  for (const auto& found : report.findings) {
    sentences.push_back(found.sentence + advice_for(found.remedy));
  }
  throw error(error_kind::check, join(sentences, "\n"));
}

}  // namespace

void add_check(command_spec& to) {
  to.subcommand("check",
                "Exit with 3 unless the database is at all heads and no applied file has changed",
                [](command_spec added) {
                  added.examples({"fz migrate check", "fz --format json migrate check"});
                  added.runs([](invocation& call) { return run(call); });
                });
}

}  // namespace fz::cmd
