#include "cmd/fleet_view.hpp"

#include "cmd/run_view.hpp"
#include "core/util/duration.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fz::cmd {
namespace {

using std::chrono::milliseconds;

/// More targets are not named one by one as they end well.
constexpr std::size_t few = 50;

milliseconds since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
}

std::string rows_in_words(const std::vector<std::string>& rows) {
  return rows.empty() ? "base" : join(rows, ", ");
}

}  // namespace

std::string failure_in_a_line(const fleet_target& target, const std::string& sentence) {
  return fmt::format("{} failed: {}", printable(target.name), split(sentence, '\n').front());
}

void fleet_view::begun(const fleet_run& all, const std::vector<wave>& waves) {
  all_ = &all;
  total_ = all.targets.size();
  waves_ = waves.size();
  done_ = command::count_of(all.states, target_phase::done);
  begun_ = last_line_ = clock::now();
  if (done_ > 0) {
    log(log_level::info, fmt::format("Going on with a run that was stopped: {} done before",
                                     counted(done_, "target")));
  }
}

void fleet_view::wave_started(const wave& w) {
  ++wave_;
  wave_name_ = w.name;
  const std::string which = waves_ > 1 ? w.name + ": " : "";
  log(log_level::info, fmt::format("{}{}", which, counted(w.targets.size(), "target")));
}

void fleet_view::target_started(std::size_t target, const target_state& state) {
  running_.push_back({target, clock::now()});
  if (state.attempts > 1 && waiting_ > 0) --waiting_;
}

void fleet_view::target_waits(std::size_t target, const target_state& state, milliseconds pause) {
  std::erase_if(running_, [target](const at_work& each) { return each.target == target; });
  ++waiting_;
  const std::string_view sentence = split(state.error, '\n').front();
  const std::string line = fmt::format("{}: {} Trying again in {}", printable(name_of(target)),
                                       sentence, fz::in_words(pause));
  log(state.attempts == 1 ? log_level::info : log_level::debug, line);
}

void fleet_view::target_ended(std::size_t target, const target_state& state) {
  std::erase_if(running_, [target](const at_work& each) { return each.target == target; });
  if (state.phase == target_phase::failed) {
    ++failed_;
    log(log_level::error, failure_in_a_line(all_->targets[target], state.error));
  } else if (state.phase == target_phase::done) {
    ++done_;
    const target_outcome& end = all_->outcomes[target];
    const bool is_shown = total_ <= few && end.steps > 0;
    log(is_shown ? log_level::info : log_level::debug,
        fmt::format("{}: {} -> {} in {}", printable(name_of(target)), rows_in_words(end.before),
                    rows_in_words(end.after), fz::in_words(state.taken)));
  }
}

void fleet_view::stopping(const std::string& sentence) {
  log(log_level::error, sentence + " No further target is begun.");
}

void fleet_view::step_started(std::size_t target, const step_report& step) {
  const std::string text = in_words(step);
  for (at_work& each : running_) {
    if (each.target == target) each.step = text;
  }
  log(log_level::debug, fmt::format("{}: Running {}", printable(name_of(target)), text));
}

void fleet_view::waiting_for_lock(std::size_t target, const std::string& holder) {
  log(log_level::info, fmt::format("{}: waiting for the migration lock, which is held by {}",
                                   printable(name_of(target)), holder));
}

void fleet_view::retrying(std::size_t target, const run_observer::retry& why) {
  log(log_level::warning,
      fmt::format(
          "{}: a statement waited too long for a lock; trying again in {} (attempt {} of {})",
          printable(name_of(target)), fz::in_words(why.pause), why.attempt, why.attempts));
}

void fleet_view::shared(std::size_t done, std::size_t failed, std::size_t processes) {
  if (processes != processes_ && processes > 0) {
    log(log_level::info, fmt::format("{} at work on this run", counted(processes, "worker")));
  }
  done_ = done;
  failed_ = failed;
  processes_ = processes;
}

void fleet_view::tick() {
  constexpr std::chrono::seconds between_lines(10);
  if (all_ == nullptr) return;
  if (reporter_.is_watched()) {
    constexpr std::size_t lines = 4;
    reporter_.status(bar() + "\n" + progress() + slowest(lines));
  } else if (clock::now() - last_line_ >= between_lines) {
    last_line_ = clock::now();
    log(log_level::info, progress());
  }
}

const std::string& fleet_view::name_of(std::size_t target) const {
  return all_->targets[target].name;
}

/// "wave 2 of 3: 512 of 10000 done, 3 failed, 16 running, 4 to be tried again; 120/s, 2 min left".
std::string fleet_view::progress() const {
  std::string text = waves_ > 1 ? fmt::format("{} ({} of {}): ", wave_name_, wave_, waves_) : "";
  text += fmt::format("{} of {} done", done_, total_);
  if (failed_ > 0) text += fmt::format(", {} failed", failed_);
  if (!running_.empty()) text += fmt::format(", {} running", running_.size());
  if (processes_ > 0) text += fmt::format(" here, {}", counted(processes_, "worker"));
  if (waiting_ > 0) text += fmt::format(", {} to be tried again", waiting_);
  const double seconds = static_cast<double>(since(begun_).count()) / 1000;
  const double rate = static_cast<double>(done_ + failed_) / std::max(seconds, 0.001);
  if (seconds < 1 || done_ + failed_ == 0) return text;
  const double left = static_cast<double>(total_ - done_ - failed_) / rate;
  return text + fmt::format("; {:.{}f}/s, {} left", rate, rate < 10 ? 1 : 0,
                            fz::in_words(milliseconds(static_cast<long>(left) * 1000)));
}

std::string fleet_view::slowest(std::size_t most) const {
  std::string text;
  for (const at_work& each : running_) {
    const milliseconds taken = since(each.since);
    if (most == 0 || taken < std::chrono::seconds(1)) break;
    --most;
    text += fmt::format("\n  {} for {}{}{}", printable(name_of(each.target)), fz::in_words(taken),
                        each.step.empty() ? "" : ": ", each.step);
  }
  return text;
}

/// "[#####----------] 12 %".
std::string fleet_view::bar() const {
  constexpr std::size_t width = 40;
  const std::size_t ended = done_ + failed_;
  const std::size_t filled = total_ == 0 ? width : ended * width / total_;
  return fmt::format("[{}{}] {} %", std::string(filled, '#'), std::string(width - filled, '-'),
                     total_ == 0 ? 100 : ended * 100 / total_);
}

void fleet_view::log(log_level level, const std::string& line) {
  reporter_.log(level, "fleet", line);
}

}  // namespace fz::cmd
