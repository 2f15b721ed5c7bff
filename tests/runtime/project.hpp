#pragma once

#include "core/async/thread_pool.hpp"
#include "core/runtime/database.hpp"
#include "core/runtime/project.hpp"
#include "core/runtime/run.hpp"
#include "core/script/migration.hpp"
#include "core/util/file.hpp"
#include "tests/runtime/recording_observer.hpp"
#include "tests/support/recording_reporter.hpp"
#include "tests/support/temporary_database.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace fz {

/// A folder of revision files.
struct revision_folder {
  std::filesystem::path versions;
  std::vector<code_migration> coded = {};

  explicit revision_folder(const std::filesystem::path& beside) : versions(beside / "versions") {
    std::filesystem::create_directories(versions);
  }

  /// Writes a revision file; `body` is everything below the front matter.
  void write(const std::string& id, const std::string& down, const std::string& body) const {
    write_file(versions / (id + ".sql"),
               fmt::format("-- +++\n-- revision = \"{}\"\n-- down_revision = \"{}\"\n"
                           "-- message = \"{}\"\n-- +++\n{}",
                           id, down, id, body),
               existing_file::replace);
  }

  migrations scripts() const {
    return migrations(read_script_directory({versions.parent_path()}), coded);
  }
};

struct database_in_a_folder {
  temporary_database db;
};

/// A database with a folder of revision files, and runs on both.
struct test_project : database_in_a_folder, revision_folder {
  recording_reporter log;
  recording_observer observer{log};
  transaction_scope scope = transaction_scope::each;
  confirmation confirm = nullptr;
  dialect kind = dialect::sqlite;
  engine* through = nullptr;  ///< opens the connections of runs, instead of the database's own
  std::string audit_table = {};
  std::string schema = {};  ///< of fz's own tables

  test_project() : revision_folder(db.folder.path() / "migrations") {}

  /// The usual three: a makes table a, and so on.
  void write_three() const {
    write("a", "", "-- fz:upgrade\nCREATE TABLE a (x);\n-- fz:downgrade\nDROP TABLE a;\n");
    write("b", "a", "-- fz:upgrade\nCREATE TABLE b (x);\n-- fz:downgrade\nDROP TABLE b;\n");
    write("c", "b", "-- fz:upgrade\nCREATE TABLE c (x);\n-- fz:downgrade\nDROP TABLE c;\n");
  }

  config settings() const {
    config given;
    given.alembic.audit_table = audit_table;
    given.alembic.version_table_schema = schema;
    return given;
  }

  task<run_outcome> outcome_of(run_goal goal) {
    const project loaded(settings(), scripts(), db.pool);
    engine& used = through == nullptr ? db.engine : *through;
    database target(used, kind, "test", log);
    run_request wanted;
    wanted.goal = std::move(goal);
    wanted.scope = scope;
    wanted.confirm = confirm;
    co_return co_await fz::run(target, loaded, std::move(wanted), observer);
  }

  /// Throws what ends the run early.
  task<run_report> run(direction way, std::string target) {
    run_goal goal = move_to{way, std::move(target)};
    const run_outcome ended = co_await outcome_of(std::move(goal));
    co_return report_of(ended);
  }

  task<run_report> upgrade(std::string target = "head") {
    return run(direction::upgrade, std::move(target));
  }

  /// Gives how it ends, whatever that is.
  task<run_outcome> try_upgrade(std::string target = "head") {
    return outcome_of(move_to{direction::upgrade, std::move(target)});
  }
  task<run_report> downgrade(std::string target) {
    return run(direction::downgrade, std::move(target));
  }

  /// The rows of the version table, sorted; "none" if there is no table.
  task<std::vector<std::string>> rows() {
    const auto c = co_await db.engine.connect();
    const version_table table("alembic_version");
    const auto found = co_await table.read(*c);
    co_return found.value_or(std::vector<std::string>{"none"});
  }

  /// The names of the tables but alembic_version, sorted.
  task<std::vector<std::string>> tables() {
    const auto c = co_await db.engine.connect();
    std::vector<std::string> names;
    for (const row& r : co_await c->query("SELECT name FROM sqlite_schema WHERE type = 'table' AND "
                                          "name <> 'alembic_version' ORDER BY name")) {
      names.push_back(r.text("name"));
    }
    co_return names;
  }
};

}  // namespace fz
