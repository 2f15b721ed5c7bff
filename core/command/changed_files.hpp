#pragma once

#include "core/command/context.hpp"
#include "core/revision/revision_map.hpp"

#include <vector>

namespace fz::command {

/// Of the applied revisions those whose file is not what it was when they were applied, as the
/// audit trail has it; ascending. Empty if no trail is kept; revisions that it does not mention are
/// left out. Throws error(file) for a file that cannot be read.
task<std::vector<node>> changed_files(const context& ctx, connection& c, const revision_map& map,
                                      node_set applied);

}  // namespace fz::command
