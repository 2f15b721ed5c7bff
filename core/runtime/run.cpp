#include "core/runtime/run.hpp"

namespace fz {

step_report report_of(const step& s) {
  step_report report{s.direction, {}, {}, {}, s.from, s.to};
  if (s.subject != nullptr) {
    report.revision = s.subject->id;
    report.message = s.subject->message;
    report.labels = s.subject->branch_labels;
  }
  return report;
}

run_report report_of(const plan& p) {
  run_report report;
  report.rows_before = p.rows_before;
  report.rows_after = p.rows_after;
  report.steps.reserve(p.steps.size());
  for (const step& s : p.steps) report.steps.push_back(report_of(s));
  return report;
}

}  // namespace fz
