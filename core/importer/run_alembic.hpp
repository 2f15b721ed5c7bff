#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/database/database_url.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace fz::importer {

/// The variables that tell the programs for Alembic which database is the scratch database.
std::vector<std::string> scratch_variables(const database_url& scratch);

struct alembic_run {
  std::filesystem::path folder;  ///< where alembic.ini or pyproject.toml is
  std::string python;            ///< the program that runs Alembic with the project
  database_url scratch;          ///< empty; whatever env.py connects to, it reaches this one
};

/// Has Alembic run all revisions of its project on the scratch database. Throws error(check) with
/// Alembic's words if it fails or connects past SQLAlchemy, error(file) if Python cannot be
/// started.
task<> run_alembic(thread_pool& pool, alembic_run wanted);

}  // namespace fz::importer
