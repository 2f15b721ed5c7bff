#pragma once

#include "core/command/write_revision.hpp"

#include <string>
#include <vector>

namespace fz::command {

struct merge_options {
  /// Identifiers of two revisions or more; `heads`: all of them.
  std::vector<std::string> revisions;
  revision_draft draft;
};

/// Writes the file of a revision that joins others, in their order, and gives what it declares.
/// Throws as write_revision() does, and error(revision) unless there are two revisions or more,
/// each named once; then nothing was written.
task<fz::revision> merge(const context& ctx, merge_options options);

}  // namespace fz::command
