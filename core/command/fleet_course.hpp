#pragma once

#include "core/command/context.hpp"
#include "core/command/fleet_run.hpp"
#include "core/fleet/run_fleet.hpp"
#include "core/fleet/run_journal.hpp"
#include "core/fleet/shared_desk.hpp"

#include <string>
#include <vector>

namespace fz::command {

/// A run over a fleet that is ready to begin. All that it refers to must outlive it.
struct fleet_course {
  const context& ctx;
  const fleet_run_options& options;
  const fleet_pace& pace;  ///< nothing is missing in it but what has no value
  const fz::project& project;
  const std::vector<wave>& waves;
  fleet_observer& to;
  fleet_report& report;
};

/// "upgrade to head".
std::string in_words(const run_goal& goal);

/// The project's settings for the targets' runs.
run_request request_of(const alembic_config& settings, const fleet_run_options& options);

/// The options of the visit; its gate is still missing.
visit_options visit_of(const fleet_course& course);

/// What is between two waves: a pause, a command, a person. False: the run is to stop.
task<bool> try_gate(const fleet_course& course, const wave& before, const wave& next);

/// Notes which targets are done while the other observer hears everything.
class done_keeper final : public fleet_observer {
 public:
  /// `journal` and `desk` may be nullptr.
  done_keeper(fleet_observer& to, run_journal* journal, shared_desk* desk,
              const std::vector<fleet_target>& targets)
      : to_(to), journal_(journal), desk_(desk), targets_(targets) {}

  void begun(const fleet_run& all, const std::vector<wave>& waves) override {
    to_.begun(all, waves);
  }
  void wave_started(const wave& w) override { to_.wave_started(w); }
  void target_started(std::size_t target, const target_state& state) override {
    to_.target_started(target, state);
  }
  void target_waits(std::size_t target, const target_state& state,
                    std::chrono::milliseconds pause) override {
    to_.target_waits(target, state, pause);
  }
  void target_ended(std::size_t target, const target_state& state) override {
    if (journal_ != nullptr && state.phase == target_phase::done) {
      journal_->add_done(targets_[target].name);
    }
    if (desk_ != nullptr) desk_->ended(target, state);
    to_.target_ended(target, state);
  }
  void shared(std::size_t done, std::size_t failed, std::size_t processes) override {
    to_.shared(done, failed, processes);
  }
  void stopping(const std::string& sentence) override { to_.stopping(sentence); }
  void step_started(std::size_t target, const step_report& step) override {
    to_.step_started(target, step);
  }
  void waiting_for_lock(std::size_t target, const std::string& holder) override {
    to_.waiting_for_lock(target, holder);
  }
  void retrying(std::size_t target, const run_observer::retry& why) override {
    to_.retrying(target, why);
  }

 private:
  fleet_observer& to_;
  run_journal* journal_;
  shared_desk* desk_;
  const std::vector<fleet_target>& targets_;
};

/// The run as one of several processes that share it; the report is that of all of them. Throws
/// error(config) if the coordinating database is not one, or another run is under way in it.
task<> run_shared(fleet_course& course, const url_setting& coordinate);

}  // namespace fz::command
