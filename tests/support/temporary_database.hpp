#pragma once

#include "core/async/thread_pool.hpp"
#include "core/database/engine.hpp"
#include "core/database/sqlite/connection.hpp"
#include "tests/support/temporary_folder.hpp"

#include <filesystem>

namespace fz {

/// An SQLite file in a folder of its own, with an engine on it.
struct temporary_database {
  temporary_folder folder;
  thread_pool pool{4};
  std::filesystem::path file = folder.path() / "test.db";
  fz::engine engine{sqlite::connector_for({file}, pool), 4, engine::sharing::exclusive};
};

}  // namespace fz
