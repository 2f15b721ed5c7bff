// A test fixture of an application: a database in memory with one connection, which the migrations
// and the application share. Each test gets a new one.
#include <cstdio>
#include <exception>
#include <fz/fz.hpp>
#include <stdexcept>
#include <string>

namespace {

struct fixture {
  fz::engine engine = fz::engine::in_memory();

  /// By the application's own migrations.
  explicit fixture(const fz::project& project) {
    fz::database database(engine);
    const fz::run_outcome ended = fz::run(database, project);
    if (ended.failure) throw std::runtime_error(ended.failure->message);
  }

  /// Or by a function that makes the tables at once.
  explicit fixture(void (*create_all)(fz::sync_connection&)) { engine.begin(create_all); }
};

void create_all(fz::sync_connection& connection) {
  connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT, email TEXT)");
}

/// What the application does, and the tests look at.
std::int64_t add_user(fz::engine& engine, const std::string& username) {
  return engine.begin([&](fz::sync_connection& connection) {
    connection.execute("INSERT INTO users (username, email, password) VALUES (?, ?, '')",
                       {username, username + "@example.org"});
    return connection.query("SELECT count(*) AS n FROM users").front().integer("n");
  });
}

}  // namespace

int main() try {
  const fz::project project;
  fixture first(project);
  add_user(first.engine, "ada");
  std::printf("first: %lld users\n", static_cast<long long>(add_user(first.engine, "grace")));

  fixture second(project);
  std::printf("second: %lld users\n", static_cast<long long>(add_user(second.engine, "ada")));

  fixture third(create_all);
  const auto tables = third.engine.run_sync([](fz::sync_connection& connection) {
    return connection.query("SELECT name FROM sqlite_schema WHERE type = 'table'");
  });
  for (const fz::row& each : tables) std::printf("third: table %s\n", each.text("name").c_str());
} catch (const std::exception& failure) {
  std::fprintf(stderr, "%s\n", failure.what());
  return 1;
}
