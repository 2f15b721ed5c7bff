#pragma once

#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <fz/fz.hpp>
#include <string>
#include <utility>
#include <vector>

namespace face_test {

/// A project in a folder of its own; revisions in code are enough for most tests.
struct written_project {
  fz::temporary_folder folder;
  std::vector<std::string> log;

  written_project() {
    std::filesystem::create_directories(folder.path() / "migrations" / "versions");
    write("alembic.toml", "[database]\nurl = \"sqlite:///app.db\"\n");
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder.path() / name) << text;
  }

  void revision(const std::string& id, const std::string& down, const std::string& sql) const {
    write("migrations/versions/" + id + "_x.sql",
          "-- +++\n-- revision = \"" + id + "\"\n-- down_revision = \"" + down +
              "\"\n-- message = \"" + id +
              "\"\n-- create_date = 2024-06-01T00:00:00Z\n-- +++\n\n-- fz:upgrade\n" + sql + "\n");
  }

  fz::project read(std::vector<fz::code_revision> revisions = {}) {
    fz::project_options options;
    options.folder = folder.path();
    options.revisions = std::move(revisions);
    options.log = [this](fz::log_level, std::string_view, std::string_view line) {
      log.emplace_back(line);
    };
    return fz::project(options);
  }
};

inline std::int64_t count(fz::engine& in, const std::string& table) {
  return in.run_sync([&](fz::sync_connection& c) {
    return c.query("SELECT count(*) AS n FROM " + table).front().integer("n");
  });
}

}  // namespace face_test
