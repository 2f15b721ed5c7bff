#pragma once

#include "core/command/context.hpp"

#include <string>
#include <vector>

namespace fz::command {

/// Ids of revisions.
struct accept_report {
  std::vector<std::string> accepted;
  std::vector<std::string> unchanged;  ///< their files are what was applied; nothing was recorded
};

/// Records in the audit trail that the files of applied revisions are right as they are now,
/// although they have changed since: check and status compare with these from then on. Nothing
/// runs. Throws error(config) if no audit trail is kept; error(revision) for a revision that is not
/// applied, has no file, or cannot be found, and while a revision is half-way.
task<accept_report> accept(const context& ctx, std::vector<std::string> identifiers);

}  // namespace fz::command
