#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/config/config.hpp"
#include "core/importer/make_revisions.hpp"
#include "core/importer/migration_folder.hpp"
#include "core/importer/tool.hpp"
#include "core/sql/dialect.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fz::command {

struct migration_import_request {
  std::filesystem::path folder;             ///< absolute: where the other tool's files are
  std::optional<importer::tool> from = {};  ///< nothing: find out
  std::filesystem::path into;               ///< absolute: the project's folder
  std::optional<config> existing = {};      ///< of a project that is there; nothing: make one
  std::map<std::string, std::string> values = {};  ///< of placeholders
  std::vector<dialect> dialects = {};              ///< empty: as the files say
  std::string table = {};   ///< the other tool's own; empty: as it is configured
  std::string python = {};  ///< the program that runs Alembic; empty: find one
  std::string url = {};     ///< of the database, if it is known already; tells the dialect
  bool dry_run = false;
};

struct migration_import_report {
  importer::tool from = importer::tool::dbmate;
  std::filesystem::path folder;        ///< that was read
  std::vector<dialect> dialects = {};  ///< that the SQL was read as
  bool dialect_is_guessed = false;
  importer::made_project made;
  std::filesystem::path versions;       ///< where the revisions go
  std::filesystem::path settings = {};  ///< the alembic.toml that is new; empty: there was one
  std::string settings_text = {};       ///< what it says
  bool is_written = false;
  /// The migrations as they were read, for those who compare.
  importer::migration_folder origin = {};
};

/// Reads the migrations of another tool and writes a revision for each that is not in the project
/// yet, and alembic.toml unless there is one: all or nothing, and over nothing. The same input
/// gives the same files. Throws error(usage) if no tool fits or several do, error(script) that
/// names every file that cannot be read, error(file), and error(config) or error(revision) for the
/// project that is there.
task<migration_import_report> import_migrations(thread_pool& pool,
                                                migration_import_request request);

}  // namespace fz::command
