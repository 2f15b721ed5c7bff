// An application that brings its database to head as it starts. Most of its revisions are SQL files
// in migrations/versions; this one is C++, because it has to compute.
#include "core/async/run.hpp"
#include "core/command/upgrade.hpp"

#include <cctype>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

namespace {

/// Turns "Ada Lovelace" into "ada-lovelace".
std::string slug_of(std::string name) {
  for (char& c : name) {
    c = c == ' ' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return name;
}

/// Plain synchronous code: each statement waits for the database, and the loop does not.
void fill_slugs(fz::sync_connection& connection) {
  connection.execute("ALTER TABLE authors ADD COLUMN slug TEXT NOT NULL DEFAULT ''");
  for (const fz::row& author : connection.query("SELECT id, name FROM authors")) {
    connection.execute("UPDATE authors SET slug = ? WHERE id = ?",
                       {slug_of(author.text("name")), author.integer("id")});
  }
}

void drop_slugs(fz::sync_connection& connection) {
  connection.execute("ALTER TABLE authors DROP COLUMN slug");
}

fz::code_migration slugs() {
  fz::code_migration migration;
  migration.revision.id = "5a1c09d7e3b4";
  migration.revision.down_revisions = {"0d2f6b8a9c11"};
  migration.revision.message = "give authors a slug";
  migration.upgrade = fill_slugs;
  migration.downgrade = drop_slugs;
  return migration;
}

class print_reporter final : public fz::reporter {
  void log(fz::log_level level, std::string_view, std::string_view message) override {
    if (level == fz::log_level::debug) return;
    std::printf("%.*s\n", static_cast<int>(message.size()), message.data());
  }
};

/// Prints the revisions as their turn comes.
class print_observer final : public fz::run_observer {
  void step_started(const std::string& database, const fz::step_report& step) override {
    std::printf("%s: %s, %s\n", database.c_str(), step.revision.c_str(), step.message.c_str());
  }
};

}  // namespace

int main() try {
  fz::config_request request;
  request.working_folder = std::filesystem::current_path();
  print_reporter reporter;
  print_observer observer;
  fz::thread_pool pool(2);
  const fz::command::context environment{fz::load_config(request), reporter, pool, {slugs()}};
  const fz::run_outcome ended =
      fz::run(fz::command::upgrade(environment, {.target = "head"}, observer));
  const std::vector<std::string>& rows = ended.boundary.rows;
  std::printf("%zu steps; the database is at %s\n", ended.report.steps.size(),
              rows.empty() ? "base" : rows.front().c_str());
  if (ended.failure) std::rethrow_exception(ended.failure->what);
} catch (const std::exception& failure) {
  std::fprintf(stderr, "%s\n", failure.what());
  return 1;
}
