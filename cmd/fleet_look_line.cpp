#include "cmd/exit_code.hpp"
#include "cmd/fleet_look.hpp"
#include "cmd/fleet_selection.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fz::cmd {

void look_view::target_ended(std::size_t, const target_state&) {
  constexpr std::size_t between_lines = 64;
  if (++ended_ % between_lines == 0 && reporter_.is_watched()) {
    reporter_.status(fmt::format("{} of {}", ended_, total_));
  }
}

void declare_look(command_spec& added, const std::shared_ptr<look_line>& line,
                  task<int> (*run)(invocation&, std::shared_ptr<look_line>)) {
  declare(added, line->options.which);
  declare_jobs(added, line->options.pace);
  added.runs([line, run](invocation& call) { return run(call, line); });
}

std::string columns(const std::vector<std::vector<std::string>>& lines) {
  std::vector<std::size_t> widths;
  for (const auto& line : lines) {
    widths.resize(std::max(widths.size(), line.size()));
    for (std::size_t i = 0; i < line.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(line[i]));
    }
  }
  std::string text;
  for (const auto& line : lines) {
    std::string one;
    for (std::size_t i = 0; i < line.size(); ++i) {
      one += line[i] + std::string(widths[i] - display_width(line[i]) + 2, ' ');
    }
    text += one.substr(0, one.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

int exit_code_for(const visit_summary& summary, const std::vector<target_state>& states) {
  if (summary.interrupted) return interrupted;
  const bool all = command::count_of(states, target_phase::done) == states.size();
  return all ? done : failed;
}

}  // namespace fz::cmd
