#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/importer/migration_folder.hpp"
#include "core/sql/dialect.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace fz::importer {

struct alembic_request {
  std::filesystem::path path;          ///< absolute: where alembic.ini or pyproject.toml is
  std::vector<dialect> dialects = {};  ///< empty: the one that env.py chooses
  std::string python = {};             ///< empty: of a virtual environment beside it, or python3
};

/// Alembic's revisions with the SQL that Alembic itself prints for each, up and down, by running
/// the project's env.py in offline mode. Where it cannot be run: the graph alone, as the files
/// declare it, and what is to be written by hand. Throws error(script), error(file), and
/// error(config) for a program that was asked for and cannot be started.
task<migration_folder> read_alembic(thread_pool& pool, alembic_request request);

}  // namespace fz::importer
