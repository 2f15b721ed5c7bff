// The pieces of an asynchronous application, one after the other; docs/lesson.md shows them beside
// their Python.
#include "core/async/gather.hpp"
#include "core/async/offload.hpp"
#include "core/async/run.hpp"
#include "core/async/sleep.hpp"
#include "core/async/thread_pool.hpp"
#include "core/database/engine.hpp"
#include "core/database/sqlite/connection.hpp"

#include <chrono>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;

fz::task<std::string> greet(std::string name, std::chrono::milliseconds pause) {
  co_await fz::sleep(pause);  // the loop does other things meanwhile
  co_return "Hello, " + name;
}

fz::task<> greet_one_after_the_other() {
  const std::string first = co_await greet("Ada", 200ms);
  const std::string second = co_await greet("Bob", 200ms);
  std::printf("%s! %s!\n", first.c_str(), second.c_str());
}

fz::task<> greet_together() {
  std::vector<fz::task<std::string>> greetings;
  greetings.push_back(greet("Ada", 200ms));
  greetings.push_back(greet("Bob", 200ms));
  const std::vector<std::string> said = co_await fz::gather(std::move(greetings));
  std::printf("%s! %s!\n", said[0].c_str(), said[1].c_str());
}

fz::task<> add_users(fz::engine& engine) {
  const fz::pooled_connection session = co_await engine.connect();
  auto add_both = [&session]() -> fz::task<> {
    co_await session->execute("INSERT INTO users (username) VALUES ('ada')");
    co_await session->execute("INSERT INTO users (username) VALUES ('bob')");
  };
  co_await session->transaction(add_both);  // both, or none
}

fz::task<> list_users(fz::engine& engine) {
  const fz::pooled_connection session = co_await engine.connect();
  const std::vector<fz::row> users = co_await session->query("SELECT id, username FROM users");
  for (const fz::row& each : users) {
    std::printf("%d %s\n", static_cast<int>(each.integer("id")), each.text("username").c_str());
  }
}

/// Plain code, as a migration is: no co_await, and yet no statement blocks the loop.
void create_all(fz::sync_connection& connection) {
  connection.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT UNIQUE)");
  connection.execute("CREATE INDEX users_by_length ON users (length(username))");
}

fz::task<> create_tables(fz::engine& engine) {
  const fz::pooled_connection connection = co_await engine.connect();
  co_await connection->run_sync(create_all);
}

long sum_of_squares(long last) {
  long sum = 0;
  for (long i = 1; i <= last; ++i) sum += i * i;
  return sum;
}

fz::task<> compute(fz::thread_pool& pool) {
  auto work = [] { return sum_of_squares(1000); };
  const long sum = co_await fz::offload(pool, work);
  std::printf("computed %ld\n", sum);
}

std::chrono::milliseconds time_of(fz::task<> work) {
  const auto begin = std::chrono::steady_clock::now();
  fz::run(std::move(work));
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               begin);
}

fz::task<> use_a_database(fz::thread_pool& pool) {
  fz::engine engine(fz::sqlite::connector_for({"lesson.db"}, pool), 4,
                    fz::engine::sharing::exclusive);
  co_await create_tables(engine);
  co_await add_users(engine);
  co_await list_users(engine);
}

}  // namespace

int main() try {
  fz::thread_pool pool(2);
  const auto in_turn = time_of(greet_one_after_the_other());
  const auto together = time_of(greet_together());
  std::printf("together it took less time: %s\n", together < in_turn ? "yes" : "no");
  fz::run(compute(pool));
  fz::run(use_a_database(pool));
} catch (const std::exception& failure) {
  std::fprintf(stderr, "%s\n", failure.what());
  return 1;
}
