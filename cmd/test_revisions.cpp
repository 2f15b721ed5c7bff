#include "core/command/test_revisions.hpp"

#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/junit.hpp"
#include "cmd/schema_json.hpp"
#include "cmd/scratch_advice.hpp"
#include "cmd/terminal.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fz::cmd {
namespace {

using command::revision_test;
using command::test_report;
using result = revision_test::result;

struct test_line {
  std::optional<std::string> from;
  std::optional<std::string> junit;
  std::optional<std::string> scratch_url;
};

command::test_request request_of(const test_line& line) {
  command::test_request request;
  request.from = line.from.value_or("");
  if (line.scratch_url) {
    request.scratch = parse_database_url(*line.scratch_url, std::filesystem::current_path());
  }
  return request;
}

std::string milliseconds(std::optional<std::chrono::microseconds> taken) {
  return taken ? fmt::format("{:.1f} ms", static_cast<double>(taken->count()) / 1e3) : "-";
}

std::string in_words(result ended) {
  switch (ended) {
    case result::passed:
      return "ok";
    case result::failed:
      return "FAILED";
    case result::not_reversible:
      return "not reversible";
    case result::not_run:
      break;
  }
  return "not run";
}

std::string table_of(const test_report& report) {
  if (report.revisions.empty()) return {};
  std::size_t width = 8;
  for (const revision_test& each : report.revisions) {
    width = std::max(width, printable(each.revision).size());
  }
  std::string table = fmt::format("{:<{}}  {:>10}  {:>10}  {:>10}  result\n", "revision", width,
                                  "up", "down", "up again");
  for (const revision_test& each : report.revisions) {
    table += fmt::format("{:<{}}  {:>10}  {:>10}  {:>10}  {}\n", printable(each.revision), width,
                         milliseconds(each.upgrade), milliseconds(each.downgrade),
                         milliseconds(each.upgrade_again), in_words(each.ended));
  }
  return table;
}

std::string summary_of(const test_report& report) {
  std::vector<std::string> parts;
  const auto add = [&](result ended, const char* words) {
    const auto number =
        std::count_if(report.revisions.begin(), report.revisions.end(),
                      [ended](const revision_test& each) { return each.ended == ended; });
    if (number > 0) parts.push_back(fmt::format("{} {}", number, words));
  };
  add(result::passed, "passed");
  add(result::failed, "failed");
  add(result::not_reversible, "not reversible");
  add(result::not_run, "not run");
  if (parts.empty()) parts.emplace_back("none");
  const char* target =
      report.compared_target && report.findings.empty() ? " The last schema is the target." : "";
  return fmt::format("{} in {:.2f} s: {}.{}\n", counted(report.revisions.size(), "revision"),
                     static_cast<double>(report.taken.count()) / 1e6, enumerate(parts), target);
}

task<int> run(invocation& call, std::shared_ptr<test_line> line) {
  const command::context& ctx = call.context();
  command::test_request request = request_of(*line);
  request.tested = [&call](const revision_test& each) {
    call.reporter().status("tested " + printable(each.revision));
  };
  task<test_report> work = command::test_revisions(ctx, std::move(request));
  const test_report report = co_await with_scratch_advice(std::move(work));
  call.reporter().status("");
  if (line->junit) write_file(*line->junit, to_junit(report), existing_file::replace);
  if (call.json()) {
    print(to_json(report));
    co_return report.findings.empty() ? done : check_found_something;
  }
  print(table_of(report) + summary_of(report));
  if (report.findings.empty()) co_return done;
  std::vector<std::string> sentences;
  for (const auto& found : report.findings) sentences.push_back(found.sentence);
  throw error(error_kind::check, join(sentences, "\n"));
}

}  // namespace

void declare_test(command_spec added) {
  const auto line = std::make_shared<test_line>();
  added
      .option("--from", line->from, "REV",
              "Test what comes after this revision; the others are only applied")
      .option("--junit", line->junit, "FILE", "Also write a report as JUnit XML")
      .option("--scratch-url", line->scratch_url, "URL",
              "Where scratch databases are made; sqlite:// is in memory")
      .examples({"fz migrate test", "fz migrate test --from 3f2a --junit report.xml"});
  added.runs([line](invocation& call) { return run(call, line); });
}

}  // namespace fz::cmd
