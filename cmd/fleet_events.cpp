#include "cmd/fleet_report.hpp"
#include "cmd/fleet_view.hpp"
#include "cmd/terminal.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace fz::cmd {
namespace {

using json = nlohmann::ordered_json;

void say(const json& event) {
  print(event.dump(-1, ' ', true, json::error_handler_t::replace) + "\n");
  std::fflush(stdout);
}

}  // namespace

void fleet_events::begun(const fleet_run& all, const std::vector<wave>& waves) {
  all_ = &all;
  json list = json::array();
  for (const wave& each : waves) {
    list.push_back({{"name", each.name}, {"targets", each.targets.size()}});
  }
  say({{"event", "begun"}, {"targets", all.targets.size()}, {"waves", list}});
}

void fleet_events::wave_started(const wave& w) {
  say({{"event", "wave"}, {"name", w.name}, {"targets", w.targets.size()}});
}

void fleet_events::target_started(std::size_t target, const target_state& state) {
  say({{"event", "started"}, {"target", all_->targets[target].name}, {"attempt", state.attempts}});
}

void fleet_events::target_waits(std::size_t target, const target_state& state,
                                std::chrono::milliseconds pause) {
  say({{"event", "waiting"},
       {"target", all_->targets[target].name},
       {"pause", static_cast<double>(pause.count()) / 1000},
       {"error", state.error}});
}

void fleet_events::target_ended(std::size_t target, const target_state& state) {
  const target_outcome& end = all_->outcomes[target];
  json event = {{"event", "ended"},
                {"target", all_->targets[target].name},
                {"phase", phase_in_words(state.phase)},
                {"seconds", static_cast<double>(state.taken.count()) / 1000},
                {"steps", end.steps}};
  event["before"] = end.was_seen ? json(end.before) : json(nullptr);
  event["after"] = end.was_seen ? json(end.after) : json(nullptr);
  const std::string failure = failure_in_words(state, end);
  if (!failure.empty()) event["error"] = failure;
  say(event);
}

/// Once for each change.
void fleet_events::shared(std::size_t done, std::size_t failed, std::size_t processes) {
  if (done + failed == ended_) return;
  ended_ = done + failed;
  say({{"event", "shared"}, {"done", done}, {"failed", failed}, {"workers", processes}});
}

void fleet_events::stopping(const std::string& sentence) {
  say({{"event", "stopping"}, {"reason", sentence}});
}

}  // namespace fz::cmd
