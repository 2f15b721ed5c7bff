#pragma once

#include "core/fleet/run_fleet.hpp"
#include "core/fleet/visit.hpp"

#include <cstddef>
#include <string>

namespace fz {

/// How the work on a target ended, as it is kept in a row of a run that several processes share.
struct shared_end {
  std::size_t target = 0;
  target_state state;
  target_outcome outcome;
};

/// "done" or "failed".
std::string state_word(target_phase phase);

/// Time, attempts, error and boundary as JSON, and back. What it does not know stays as it is.
std::string to_row_text(const target_state& state, const target_outcome& outcome);
void read_row_text(const std::string& text, target_state& state, target_outcome& outcome);

}  // namespace fz
