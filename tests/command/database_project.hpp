#pragma once

#include "core/command/check.hpp"
#include "core/command/upgrade.hpp"
#include "tests/command/written_project.hpp"
#include "tests/runtime/recording_observer.hpp"
#include "tests/support/failure_of.hpp"
#include "tests/support/temporary_database.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace fz {

/// A project with a database, which is not made yet.
struct database_project : written_project {
  revision_folder files{folder.path() / "migrations"};
  std::filesystem::path file = folder.path() / "app.db";
  recording_observer heard{log};

  database_project() {
    ctx.config.database.url =
        url_setting{{"sqlite:///" + file.string(), ""}, "test", folder.path()};
  }

  /// a makes table a, b table b.
  void write_two() const {
    files.write("a", "", "-- fz:upgrade\nCREATE TABLE a (x);\n-- fz:downgrade\nDROP TABLE a;\n");
    files.write("b", "a", "-- fz:upgrade\nCREATE TABLE b (x);\n-- fz:downgrade\nDROP TABLE b;\n");
  }

  /// Throws what ends the run early.
  task<run_report> upgrade(std::string target = "head") {
    command::run_options options;
    options.target = std::move(target);
    const run_outcome ended = co_await command::upgrade(ctx, std::move(options), heard);
    co_return report_of(ended);
  }

  /// Everything that check() can ask.
  task<command::check_report> check() {
    command::check_request everything;
    co_return co_await command::check(ctx, std::move(everything));
  }

  /// Only whether the revisions are applied, and their files as they were.
  task<command::check_report> check_revisions() {
    command::check_request some;
    some.drift = false;
    some.target = false;
    co_return co_await command::check(ctx, std::move(some));
  }

  task<> execute(std::string sql) {
    const command::connected_database on = co_await command::connect(ctx, access::change);
    co_await on.connection->execute(std::move(sql));
  }

  /// The rows of the version table, sorted.
  task<std::vector<std::string>> rows() {
    const command::connected_database on = co_await command::connect(ctx, access::existing);
    const version_table table("alembic_version");
    const auto found = co_await table.read(*on.connection);
    co_return found.value_or(std::vector<std::string>{"no table"});
  }
};

}  // namespace fz
