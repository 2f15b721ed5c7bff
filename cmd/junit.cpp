#include "cmd/junit.hpp"

#include "cmd/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace fz::cmd {
namespace {

using command::revision_test;
using command::test_finding;
using command::test_report;

double seconds(std::optional<std::chrono::microseconds> taken) {
  return taken ? static_cast<double>(taken->count()) / 1e6 : 0;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string failures(const std::vector<const test_finding*>& found) {
  std::string text;
  for (const test_finding* each : found) {
    text += fmt::format("    <failure message=\"{}\">{}</failure>\n",
                        xml_text(first_line(each->sentence)), xml_text(each->sentence));
  }
  return text;
}

std::string test_case(const std::string& name, double time, const std::string& inside) {
  const std::string head = fmt::format(
      "  <testcase classname=\"fz.migrate\" name=\"{}\" time=\"{:.6f}\"", xml_text(name), time);
  if (inside.empty()) return head + "/>\n";
  return head + ">\n" + inside + "  </testcase>\n";
}

std::vector<const test_finding*> findings_of(const test_report& report,
                                             const std::string& revision) {
  std::vector<const test_finding*> found;
  for (const test_finding& each : report.findings) {
    if (each.revision == revision) found.push_back(&each);
  }
  return found;
}

std::vector<const test_finding*> findings_of(const test_report& report, test_finding::kind what) {
  std::vector<const test_finding*> found;
  for (const test_finding& each : report.findings) {
    if (each.what == what) found.push_back(&each);
  }
  return found;
}

std::string skipped(revision_test::result ended) {
  if (ended == revision_test::result::not_reversible) {
    return "    <skipped message=\"It is not reversible; its upgrade works.\"/>\n";
  }
  if (ended == revision_test::result::not_run) {
    return "    <skipped message=\"It was not run.\"/>\n";
  }
  return {};
}

std::string test_case(const test_report& report, const revision_test& test) {
  const std::string name =
      test.message.empty() ? test.revision : test.revision + " " + test.message;
  std::string inside = failures(findings_of(report, test.revision));
  if (inside.empty()) inside = skipped(test.ended);
  return test_case(
      name, seconds(test.upgrade) + seconds(test.downgrade) + seconds(test.upgrade_again), inside);
}

/// Of what is applied without a test.
std::vector<const test_finding*> other_findings(const test_report& report) {
  std::vector<const test_finding*> others;
  for (const test_finding& each : report.findings) {
    const bool is_tested =
        std::any_of(report.revisions.begin(), report.revisions.end(),
                    [&](const revision_test& test) { return test.revision == each.revision; });
    if (!is_tested && each.what == test_finding::kind::upgrade_failed) others.push_back(&each);
  }
  return others;
}

std::size_t count(const std::string& text, std::string_view word) {
  std::size_t number = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    ++number;
  }
  return number;
}

}  // namespace

std::string to_junit(const test_report& report) {
  std::string cases =
      test_case("one head", 0, failures(findings_of(report, test_finding::kind::several_heads)));
  const auto others = other_findings(report);
  if (!others.empty())
    cases += test_case("what comes before the tested revisions", 0, failures(others));
  for (const revision_test& each : report.revisions) cases += test_case(report, each);
  if (report.compared_target) {
    cases += test_case("the head is the target", 0,
                       failures(findings_of(report, test_finding::kind::target)));
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuite name=\"fz migrate test\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
      "skipped=\"{}\" time=\"{:.6f}\">\n{}</testsuite>\n",
      count(cases, "<testcase "), count(cases, "<failure "), count(cases, "<skipped "),
      seconds(report.taken), cases);
}

}  // namespace fz::cmd
