#pragma once

#include "cmd/terminal_reporter.hpp"
#include "core/command/fleet_run.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace fz::cmd {

/// "acme failed: …": a target and why, in one line.
std::string failure_in_a_line(const fleet_target& target, const std::string& sentence);

/// Shows a run over a fleet: a log line for what fails or waits, and how far it
/// is, on a terminal in a table that is redrawn, otherwise in a line every ten seconds.
class fleet_view final : public fleet_observer {
 public:
  explicit fleet_view(terminal_reporter& to) : reporter_(to) {}
  ~fleet_view() override { reporter_.status(""); }

  void begun(const fleet_run& all, const std::vector<wave>& waves) override;
  void wave_started(const wave& w) override;
  void target_started(std::size_t target, const target_state& state) override;
  void target_waits(std::size_t target, const target_state& state,
                    std::chrono::milliseconds pause) override;
  void target_ended(std::size_t target, const target_state& state) override;
  void stopping(const std::string& sentence) override;
  void step_started(std::size_t target, const step_report& step) override;
  void waiting_for_lock(std::size_t target, const std::string& holder) override;
  void retrying(std::size_t target, const run_observer::retry& why) override;
  void shared(std::size_t done, std::size_t failed, std::size_t processes) override;

  /// To be called now and then: shows how far the run is.
  void tick();

 private:
  using clock = std::chrono::steady_clock;

  const std::string& name_of(std::size_t target) const;
  std::string progress() const;
  /// The targets that have run the longest, with their steps, in at most `most` lines.
  std::string slowest(std::size_t most) const;
  std::string bar() const;
  void log(log_level level, const std::string& line);

  terminal_reporter& reporter_;
  const fleet_run* all_ = nullptr;
  std::size_t total_ = 0;
  std::size_t waves_ = 0;
  std::size_t wave_ = 0;
  std::string wave_name_;
  std::size_t done_ = 0;
  std::size_t failed_ = 0;
  std::size_t waiting_ = 0;    // to be tried again
  std::size_t processes_ = 0;  // that share the run; 0: it is not shared
  /// A target at work.
  struct at_work {
    std::size_t target;
    clock::time_point since;
    std::string step = {};
  };

  std::vector<at_work> running_;  // in the order of their beginning
  clock::time_point begun_ = clock::now();
  clock::time_point last_line_ = clock::now();
};

/// The same as one JSON object a line on stdout.
class fleet_events final : public fleet_observer {
 public:
  void begun(const fleet_run& all, const std::vector<wave>& waves) override;
  void wave_started(const wave& w) override;
  void target_started(std::size_t target, const target_state& state) override;
  void target_waits(std::size_t target, const target_state& state,
                    std::chrono::milliseconds pause) override;
  void target_ended(std::size_t target, const target_state& state) override;
  void stopping(const std::string& sentence) override;
  void shared(std::size_t done, std::size_t failed, std::size_t processes) override;

 private:
  const fleet_run* all_ = nullptr;
  std::size_t ended_ = 0;  // in all processes, when it was last said
};

}  // namespace fz::cmd
