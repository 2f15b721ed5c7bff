#pragma once

#include "core/async/run.hpp"
#include "core/command/create_revision.hpp"
#include "core/command/merge.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "tests/runtime/project.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fz {

/// A project in a folder of its own, into which revision files are written.
struct written_project {
  temporary_folder folder;
  recording_reporter log;
  thread_pool pool{1};
  command::context ctx{config_in(folder.path()), log, pool};

  written_project() { std::filesystem::create_directories(versions()); }

  static config config_in(const std::filesystem::path& folder) {
    config result;
    result.file = folder / "alembic.toml";
    result.alembic.script_location = folder / "migrations";
    return result;
  }

  std::filesystem::path versions() const { return folder.path() / "migrations" / "versions"; }

  /// Configures one more folder of revisions, which is not made.
  std::filesystem::path add_location(const std::string& name) {
    ctx.config.alembic.version_locations.push_back(folder.path() / name);
    return ctx.config.alembic.version_locations.back();
  }

  /// A revision written by hand. `more` is TOML for further fields, as lines of comment.
  void add(const std::string& id, const std::string& down, const std::string& more = "") const {
    add_in(versions(), id, down, more);
  }
  static void add_in(const std::filesystem::path& where, const std::string& id,
                     const std::string& down, const std::string& more = "") {
    std::filesystem::create_directories(where);
    write_file(where / (id + ".sql"),
               "-- +++\n-- revision = \"" + id + "\"\n-- down_revision = \"" + down + "\"\n" +
                   more + "-- +++\n-- fz:upgrade\n",
               existing_file::refuse);
  }

  /// Every path in the project, relative to it.
  std::set<std::string> files() const {
    std::set<std::string> found;
    for (const auto& each : std::filesystem::recursive_directory_iterator(folder.path())) {
      found.insert(each.path().lexically_relative(folder.path()).string());
    }
    return found;
  }

  revision write(command::revision_options options) {
    return run(command::revision(ctx, std::move(options)));
  }
  revision write(command::merge_options options) {
    return run(command::merge(ctx, std::move(options)));
  }

  /// What the refusal says; nothing may have been written.
  template <class Options>
  std::string refusal(Options options) {
    const auto before = files();
    try {
      write(std::move(options));
    } catch (const error& e) {
      EXPECT_EQ(files(), before);
      return e.what();
    }
    ADD_FAILURE() << "nothing was refused";
    return "";
  }

  /// What the readers of every command find in the project.
  revision_map map() { return revision_map(run_read().revisions); }
  script_directory run_read() const {
    return read_script_directory(
        {ctx.config.alembic.script_location, ctx.config.alembic.version_locations});
  }
};

}  // namespace fz
