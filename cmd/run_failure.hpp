#pragma once

#include "core/runtime/run.hpp"

namespace fz::cmd {

/// Throws what ended the run early, if anything did, as one error: the failure's own words, then
/// what is in the database of the step that ran, what was carried out before it, and where the
/// database is.
void throw_failure(const run_outcome& ended);

}  // namespace fz::cmd
