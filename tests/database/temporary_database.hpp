#pragma once

#include "core/async/thread_pool.hpp"
#include "core/database/engine.hpp"
#include "core/database/sqlite/connection.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <unistd.h>

namespace fz {

/// A folder for one test, removed with it.
class temporary_folder {
 public:
  temporary_folder() {
    std::string name = testing::TempDir() + "/fz_XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

/// An SQLite file in a folder of its own, with an engine on it.
struct temporary_database {
  temporary_folder folder;
  thread_pool pool{4};
  std::filesystem::path file = folder.path() / "test.db";
  fz::engine engine{sqlite::connector_for({file}, pool), 4, engine::sharing::exclusive};
};

}  // namespace fz
