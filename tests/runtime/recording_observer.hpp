#pragma once

#include "core/runtime/run.hpp"
#include "core/util/text.hpp"
#include "tests/support/failure_of.hpp"
#include "tests/support/recording_reporter.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <exception>
#include <string>
#include <vector>

namespace fz {

/// Keeps what happens in a run as lines, in the order of the events: "Running upgrade a -> b, b".
class recording_observer final : public run_observer {
 public:
  explicit recording_observer(recording_reporter& to) : to_(to) {}

  void planned(const std::string&, const run_report& steps) override { plans.push_back(steps); }
  void waiting_for_lock(const std::string&, const std::string& holder) override {
    line("Waiting for the migration lock, which is held by " + holder);
  }
  void lock_lost(const std::string&, const std::string& sentence) override { line(sentence); }
  void planning_again(const std::string&, const std::vector<std::string>&) override {
    line("Another runner changed the version table; planning anew");
  }
  void step_started(const std::string&, const step_report& step) override {
    line(fmt::format("Running {} {} -> {}, {}", to_string(step.direction), join(step.from, ", "),
                     join(step.to, ", "), step.message));
  }
  void working(const std::string&, const progress& at) override {
    if (!at.activity.waits.empty()) line(at.step.revision + " " + at.activity.waits);
    works.push_back(at);
  }
  void retrying(const std::string&, const retry& why) override {
    line(sentence_of(why.failure));
    line(fmt::format("{} is tried again (attempt {} of {})", why.revision, why.attempt,
                     why.attempts));
    retries.push_back(why);
  }
  bool follows_progress() const noexcept override { return to_.watched; }

  std::vector<run_report> plans;
  std::vector<progress> works;
  std::vector<retry> retries;

 private:
  void line(const std::string& text) { to_.lines.push_back(text); }

  recording_reporter& to_;
};

/// The report of a run; throws what ended it early.
inline run_report report_of(const run_outcome& ended) {
  if (ended.failure) std::rethrow_exception(ended.failure->what);
  return ended.report;
}

/// Why a run ended early; fails the test if it did not.
inline run_failure failure_in(const run_outcome& ended) {
  if (ended.failure) return *ended.failure;
  ADD_FAILURE() << "the run did not fail";
  return {};
}

/// The ids of the revisions of the steps, in order.
inline std::vector<std::string> revisions_of(const run_report& report) {
  std::vector<std::string> ids;
  for (const step_report& each : report.steps) ids.push_back(each.revision);
  return ids;
}

}  // namespace fz
