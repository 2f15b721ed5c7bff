#pragma once

#include "cmd/invocation.hpp"
#include "core/revision/revision.hpp"

namespace fz::cmd {

/// Says that the revision's file was written, then runs the configured post write hooks on it, one
/// after another. Throws what run_post_write_hook() throws.
task<> finish_written(invocation& call, revision written);

}  // namespace fz::cmd
