#pragma once

#include "core/runtime/run.hpp"
#include "core/util/reporter.hpp"

#include <string>

namespace fz::cmd {

/// "upgrade a -> b, message", "stamp_revision a -> b": as Alembic names a step.
std::string in_words(const step_report& step);

/// Shows a run: a log line for each event, as Alembic words it, and on a terminal
/// a line of status below them.
class run_view final : public run_observer {
 public:
  explicit run_view(reporter& to) : reporter_(to) {}
  ~run_view() override;

  void planned(const std::string& database, const run_report& steps) override;
  void waiting_for_lock(const std::string& database, const std::string& holder) override;
  void lock_lost(const std::string& database, const std::string& sentence) override;
  void planning_again(const std::string& database, const std::vector<std::string>& rows) override;
  void step_started(const std::string& database, const step_report& step) override;
  void working(const std::string& database, const progress& at) override;
  void retrying(const std::string& database, const retry& why) override;
  bool follows_progress() const noexcept override;

 private:
  void log(log_level level, const std::string& line);

  reporter& reporter_;
  std::chrono::steady_clock::time_point last_wait_told_;
};

}  // namespace fz::cmd
