// An application that brings its database to head as it starts. Most of its revisions are SQL files
// in migrations/versions; this one is C++, because it has to compute.
#include <cctype>
#include <cstdio>
#include <fz/fz.hpp>
#include <string>

namespace {

/// Turns "Ada Lovelace" into "ada-lovelace".
std::string slug_of(std::string name) {
  for (char& c : name) {
    c = c == ' ' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return name;
}

/// Plain code, one statement after the other.
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

/// Prints the revisions as their turn comes.
class print_observer final : public fz::run_observer {
  void step_started(const std::string& database, const fz::step_report& step) override {
    std::printf("%s: %s, %s\n", database.c_str(), step.revision.c_str(), step.message.c_str());
  }
};

}  // namespace

int main() try {
  fz::project_options options;
  options.revisions = {{.id = "5a1c09d7e3b4",
                        .down_revisions = {"0d2f6b8a9c11"},
                        .message = "give authors a slug",
                        .upgrade = fill_slugs,
                        .downgrade = drop_slugs}};
  const fz::project project(options);
  fz::database database(project);
  print_observer observer;
  const fz::run_outcome ended = fz::run(database, project, {.target = "head"}, observer);
  const std::vector<std::string>& rows = ended.boundary.rows;
  std::printf("%zu steps; the database is at %s\n", ended.report.steps.size(),
              rows.empty() ? "base" : rows.front().c_str());
  if (ended.failure) std::rethrow_exception(ended.failure->thrown);
} catch (const std::exception& failure) {
  std::fprintf(stderr, "%s\n", failure.what());
  return 1;
}
