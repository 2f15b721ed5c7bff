#pragma once

#include "core/command/write_revision.hpp"

#include <string>

namespace fz::command {

struct revision_options {
  /// What the new revision follows: an identifier of one revision, or base.
  std::string head = "head";
  revision_draft draft;
};

/// Writes a new revision file and gives what it declares, with the file's absolute path; runs no
/// post write hooks. Throws as write_revision() does, and error(revision) if `head` is not one
/// revision; then nothing was written.
task<fz::revision> revision(const context& ctx, revision_options options);

}  // namespace fz::command
