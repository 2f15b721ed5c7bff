#include "core/runtime/run_progress.hpp"

#include <utility>

namespace fz {

void run_progress::found(std::vector<std::string> rows) {
  if (!std::exchange(seen_, true)) report_.rows_before = rows;
  current_ = nullptr;
  rows_ = std::move(rows);
}

void run_progress::start(const step& s) {
  current_ = &s;
  kept_statements_ = 0;
  unfinished_ = {};
  statement_ = 0;
  observer_.step_started(database_, report_of(s));
}

void run_progress::done(const step& s) {
  carry_out(s.changes, rows_);
  current_ = nullptr;
  report_.steps.push_back(report_of(s));
  observer_.step_done(database_, report_.steps.back());
}

run_observer::retry run_progress::retry_of(const std::exception_ptr& failure) const {
  run_observer::retry why;
  why.failure = failure;
  if (current_ != nullptr && current_->subject != nullptr) why.revision = current_->subject->id;
  why.fate = fate(/*is_known=*/true);
  return why;
}

run_outcome run_progress::finished() const {
  run_outcome outcome{report_, {rows_, true, true}, {}};
  outcome.report.rows_after = rows_;
  return outcome;
}

run_outcome run_progress::failed(const std::exception_ptr& what, bool is_known) const {
  run_outcome outcome = finished();
  outcome.boundary.was_seen = seen_;
  outcome.boundary.is_known = seen_ && (is_known || current_ == nullptr);
  run_failure failure;
  failure.what = what;
  failure.fate = fate(is_known);
  if (current_ != nullptr) {
    if (current_->subject != nullptr) failure.revision = current_->subject->id;
    failure.direction = current_->direction;
    failure.kept_statements = kept_statements_;
    failure.unfinished = unfinished_;
  }
  outcome.failure = std::move(failure);
  return outcome;
}

step_fate run_progress::fate(bool is_known) const {
  if (current_ == nullptr) return step_fate::none_ran;
  if (kept_statements_ > 0 || !unfinished_.leftovers.empty()) return step_fate::partly_kept;
  if (!is_known) return step_fate::unknown;
  return scope_ == transaction_scope::all ? step_fate::run_rolled_back : step_fate::rolled_back;
}

}  // namespace fz
