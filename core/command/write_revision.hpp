#pragma once

#include "core/command/context.hpp"
#include "core/revision/revision_map.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fz::command {

/// What a new revision file is to hold, and where it goes.
struct revision_draft {
  std::optional<std::string> message;      ///< nothing: "empty message", as Alembic
  std::vector<std::string> branch_labels;  ///< given twice counts once
  std::vector<std::string> depends_on;     ///< identifiers; a label stays a label
  std::optional<std::string> rev_id;       ///< nothing: 12 random hexadecimal digits
  /// May follow a revision that is not a head.
  bool splice = false;
  /// One of the folders of revisions; nothing: that of the first parent.
  std::optional<std::filesystem::path> version_path;
  /// Nothing: now.
  std::optional<std::chrono::sys_seconds> create_date;
  /// The text of the file after the front matter; empty: what the template has.
  std::string sections = {};
};

/// Writes the file of a revision that follows `parents` (none: a base; several: a merge), whole or
/// not at all, and gives what it declares. All that could keep the project from being read with it
/// is refused before: error(revision) for ids, labels and places in the graph, error(usage) for the
/// version path, error(script) for the template, error(file) for the disk, also if the file exists.
task<fz::revision> write_revision(const context& ctx, const migrations& scripts,
                                  std::vector<node> parents, revision_draft draft);

/// 12 random hexadecimal digits, as Alembic names a revision. Throws error(file) if the system
/// gives no random numbers.
std::string random_revision_id();

}  // namespace fz::command
