#pragma once

#include "core/importer/migration_folder.hpp"
#include "core/importer/origin_line.hpp"
#include "core/revision/revision.hpp"
#include "core/script/revision_file.hpp"
#include "core/script/section_marker.hpp"
#include "core/sql/dialect.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fz::importer {

/// A revision that is there already.
struct existing_revision {
  std::string id;
  std::optional<origin_line> origin = {};  ///< nothing: it was not imported
};

/// The project that the revisions go into.
struct destination {
  std::vector<existing_revision> revisions = {};
  std::vector<std::string> heads = {};
  /// By project of sqitch, the heads that follow a revision of it.
  std::map<std::string, std::vector<std::string>> project_heads = {};
  file_naming naming = {};
};

/// A section of a revision that was made.
struct made_section {
  section_direction direction = section_direction::upgrade;
  std::optional<fz::dialect> dialect = {};  ///< nothing: serves all
  bool transactional = true;
};

/// A revision that was made of a migration.
struct made_revision {
  revision declared;  ///< its `file` is a name without a folder
  origin_line origin;
  std::vector<made_section> sections;
  std::vector<remark> remarks;
  std::string text;  ///< of its file

  bool needs_hand() const;
};

/// What becomes of a folder.
struct made_project {
  std::vector<made_revision> revisions;  ///< the new ones, each after those that it follows
  std::size_t already_there = 0;
  std::vector<remark> remarks;  ///< on files that no new revision was made of

  bool needs_hand() const;
};

/// Makes a revision of each migration that is not in the project yet. The same input gives the same
/// revisions. `d`: what the folder's SQL is read as. Throws error(script) that names everything
/// that cannot be read, and error(revision) if the project has several heads to go on from.
made_project make_revisions(const migration_folder& folder, const destination& into, dialect d,
                            const std::map<std::string, std::string>& values);

}  // namespace fz::importer
