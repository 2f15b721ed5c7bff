#pragma once

#include "core/database/batch.hpp"

#include <utility>
#include <vector>

namespace fz {

/// Adds a statement to the end of the batch's script.
inline void add(batch& b, statement s) {
  std::vector<statement> script = statements_of(b.script);
  script.push_back(std::move(s));
  b.script = script_of(std::move(script));
}

/// The same for one that comes from a place in a file.
inline void add(batch& b, statement s, source_position place) {
  s.position = std::move(place);
  add(b, std::move(s));
}

/// Adds a statement to the beginning.
inline void add_first(batch& b, statement s) {
  std::vector<statement> script = statements_of(b.script);
  script.insert(script.begin(), std::move(s));
  b.script = script_of(std::move(script));
}

}  // namespace fz
