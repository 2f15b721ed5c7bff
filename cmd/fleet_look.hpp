#pragma once

#include "cmd/command_line.hpp"
#include "cmd/terminal_reporter.hpp"
#include "core/command/fleet_look.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fz::cmd {

/// The command line of a look over a fleet.
struct look_line {
  command::fleet_look_options options;
  std::string sql;
  std::optional<std::string> scratch_url;
};

/// Counts the targets in the line of status.
class look_view final : public visit_observer {
 public:
  explicit look_view(terminal_reporter& to) : reporter_(to) {}
  ~look_view() override { reporter_.status(""); }

  void wave_started(const wave& w) override { total_ = w.targets.size(); }
  void target_ended(std::size_t target, const target_state& state) override;

 private:
  terminal_reporter& reporter_;
  std::size_t total_ = 0;
  std::size_t ended_ = 0;
};

/// Declares what all looks take, and what runs.
void declare_look(command_spec& added, const std::shared_ptr<look_line>& line,
                  task<int> (*run)(invocation&, std::shared_ptr<look_line>));

/// Rows of cells as columns; the last one is not padded.
std::string columns(const std::vector<std::vector<std::string>>& lines);

/// Done if all targets could be looked at.
int exit_code_for(const visit_summary& summary, const std::vector<target_state>& states);

}  // namespace fz::cmd
