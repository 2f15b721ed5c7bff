// An application that brings its database to head as it starts. Most of its revisions are SQL files
// in migrations/versions; this one is C++, because it has to compute.
#include "core/async/run.hpp"
#include "core/command/upgrade.hpp"

#include <cctype>
#include <cstdio>
#include <exception>
#include <filesystem>

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

}  // namespace

int main() try {
  fz::config_request request;
  request.working_folder = std::filesystem::current_path();
  print_reporter reporter;
  fz::thread_pool pool(2);
  const fz::command::environment environment{fz::load_config(request), reporter, pool, {slugs()}};
  const auto report = fz::run(fz::command::upgrade(environment, {.target = "head"}));
  std::printf("%zu steps; the database stands at %s\n", report.steps.size(),
              report.rows_after.front().c_str());
} catch (const std::exception& failure) {
  std::fprintf(stderr, "%s\n", failure.what());
  return 1;
}
