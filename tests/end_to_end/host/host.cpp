// A host that has its own fmt and its own Asio, and runs its own loop beside fz's. Its fmt is made
// to differ from the one inside fz, so that one copy in the other's place would be seen.
#define FMT_HEADER_ONLY 1
#include <boost/asio.hpp>
#include <boost/version.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <fz/fz.hpp>
#include <sqlite3.h>
#include <stdexcept>
#include <string>

// What the library has inside, too: a copy of the host's own that fz must never call.
namespace fz {
class thread_pool {
 public:
  explicit thread_pool(unsigned long size);
  ~thread_pool();
};
thread_pool::thread_pool(unsigned long) { std::fputs("fz called the host's own class\n", stderr); }
thread_pool::~thread_pool() = default;
}  // namespace fz

extern "C" int argon2id_ctx(void*) {
  std::fputs("fz called the host's own argon2\n", stderr);
  return -1;
}

namespace {

namespace asio = boost::asio;

/// The migrations on a thread of the host's pool, while the host's loop ticks.
fz::run_outcome migrate_beside_the_loop(fz::database& database, const fz::project& project) {
  asio::io_context loop;
  asio::thread_pool threads(1);
  asio::steady_timer tick(loop, std::chrono::milliseconds(1));
  int ticks = 0;
  tick.async_wait([&](boost::system::error_code) { ++ticks; });
  fz::run_outcome ended;
  asio::post(threads, [&] { ended = fz::run(database, project); });
  threads.join();
  loop.run();
  if (ticks != 1) throw std::runtime_error("the host's timer did not fire");
  return ended;
}

}  // namespace

int main() try {
  const fz::project project;
  fz::database database(project);
  const fz::run_outcome ended = migrate_beside_the_loop(database, project);
  if (ended.failure) std::rethrow_exception(ended.failure->thrown);
  fz::accounts accounts(database, project);
  const fz::account made = accounts.create({"ada", "ada@example.org", "a long password"});
  sqlite3* handle = nullptr;
  if (sqlite3_open("database.db", &handle) != SQLITE_OK) return 1;
  sqlite3_close(handle);
  fmt::print("{} is at {:>14}; {}\n", "the database", ended.boundary.rows.at(0), made.email);
} catch (const std::exception& failure) {
  fmt::print(stderr, "{}\n", failure.what());
  return 1;
}
