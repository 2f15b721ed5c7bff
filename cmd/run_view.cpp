#include "cmd/run_view.hpp"

#include "core/util/duration.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <string_view>
#include <vector>

namespace fz::cmd {
namespace {

using clock = std::chrono::steady_clock;

std::string rows_in_words(const std::vector<std::string>& rows) {
  return rows.empty() ? "base (no revision applied)" : printable(enumerate(rows));
}

std::string id_with_labels(const step_report& step) {
  if (step.labels.empty()) return step.revision;
  return fmt::format("{} ({})", step.revision, join(step.labels, ", "));
}

/// Running …: statement 2 of 3
std::string at_work(const run_observer::progress& at) {
  std::string text = "Running " + in_words(at.step);
  if (at.statements > 1) text += fmt::format(": statement {} of {}", at.statement, at.statements);
  return text;
}

/// The sentence of a failure without its further lines.
std::string first_line_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {
    return std::string(split(e.what(), '\n').front());
  }
}

std::string what_was_rolled_back(const run_observer::retry& why) {
  if (why.revision.empty()) return "Nothing was changed";
  if (why.fate == step_fate::run_rolled_back) return "The whole run was rolled back";
  const bool statement = why.fate == step_fate::partly_kept;
  return fmt::format("{}evision {} was rolled back", statement ? "A statement of r" : "R",
                     printable(why.revision));
}

}  // namespace

std::string in_words(const step_report& step) {
  const std::string way =
      printable(fmt::format("{} -> {}", join(step.from, ", "), join(step.to, ", ")));
  if (step.revision.empty()) return "stamp_revision " + way;
  const std::string_view message = trim(step.message);
  const std::string_view first = trim(message.substr(0, message.find('\n')));
  return fmt::format("{} {}{}{}", to_string(step.direction), way, first.empty() ? "" : ", ",
                     printable(first));
}

run_view::~run_view() { reporter_.status(""); }

void run_view::planned(const std::string&, const run_report& steps) {
  if (steps.steps.empty() || steps.steps.front().revision.empty()) return;  // a stamp
  if (steps.steps.front().direction != direction::downgrade) return;
  std::vector<std::string> undone;
  for (const step_report& each : steps.steps) undone.push_back(id_with_labels(each));
  log(log_level::info,
      fmt::format("The downgrade undoes {}: {}", counted(undone.size(), "revision"),
                  printable(enumerate(undone))));
}

void run_view::waiting_for_lock(const std::string&, const std::string& holder) {
  log(log_level::info, "Waiting for the migration lock, which is held by " + holder);
}

void run_view::lock_lost(const std::string&, const std::string& sentence) {
  log(log_level::warning, sentence);
}

void run_view::planning_again(const std::string&, const std::vector<std::string>& rows) {
  log(log_level::info,
      fmt::format("Another runner changed the version table meanwhile; planning anew from {}",
                  rows_in_words(rows)));
}

void run_view::step_started(const std::string&, const step_report& step) {
  log(log_level::info, "Running " + in_words(step));
}

void run_view::working(const std::string&, const progress& at) {
  constexpr std::chrono::seconds between_tellings(10);
  const std::string& waits = at.activity.waits;
  if (!waits.empty() && clock::now() - last_wait_told_ >= between_tellings) {
    log(log_level::info, fmt::format("{} {}", at_work(at), waits));
    last_wait_told_ = clock::now();
  }
  if (!reporter_.is_watched()) return;
  std::string line = fmt::format("{}, {}", at_work(at), fz::in_words(at.taken));
  if (!at.activity.progress.empty()) line += ", " + at.activity.progress;
  if (!waits.empty()) line += ", " + waits;
  reporter_.status(line);
}

void run_view::retrying(const std::string&, const retry& why) {
  log(log_level::warning, first_line_of(why.failure));
  log(log_level::warning,
      fmt::format("{}; trying again in {} (attempt {} of {})", what_was_rolled_back(why),
                  fz::in_words(why.pause), why.attempt, why.attempts));
}

bool run_view::follows_progress() const noexcept { return reporter_.is_watched(); }

void run_view::log(log_level level, const std::string& line) {
  reporter_.log(level, "runtime", line);
}

}  // namespace fz::cmd
