#pragma once

#include "core/async/thread_pool.hpp"
#include "core/database/engine.hpp"
#include "core/database/postgresql/connection.hpp"
#include "tests/support/co_test.hpp"
#include "tests/support/recording_reporter.hpp"

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace fz {

/// A private PostgreSQL server in a temporary folder, without fsync, reached by a Unix socket and
/// on loopback by a superuser `fz` without a password. It runs as `nobody` where we are root, and
/// dies with this program however that ends; the folder of a program that crashed is removed by
/// the next one.
class postgresql_server {
 public:
  static bool is_installed();

  /// The one server of this program, started when it is first asked for.
  static postgresql_server& shared();

  postgresql_server();
  postgresql_server(const postgresql_server&) = delete;
  postgresql_server& operator=(const postgresql_server&) = delete;
  ~postgresql_server();

  /// Returns when the server takes connections.
  void start();
  /// The same without waiting for that.
  void begin_to_start();
  void stop();

  const std::filesystem::path& folder() const noexcept { return folder_; }
  std::filesystem::path data() const { return folder_ / "data"; }
  const std::string& port() const noexcept { return port_; }

  /// How to reach a database of it, by the Unix socket.
  postgresql::options options_for(const std::string& database) const;

  /// Makes an empty database and gives its name.
  std::string new_database();

 private:
  void initialize();

  std::filesystem::path folder_;
  std::string port_;
  pid_t process_ = 0;
  int databases_ = 0;
};

/// A new database on the server of this program, with an engine on it.
struct temporary_postgresql {
  postgresql_server& server = postgresql_server::shared();
  postgresql::options options = server.options_for(server.new_database());
  recording_reporter reporter = {};
  thread_pool pool{4};
  fz::engine engine{postgresql::connector_for(options, pool, reporter), 8,
                    engine::sharing::exclusive};
};

/// The one text, number or blob that a query gives, as text.
task<std::string> value_of(connection& c, std::string sql);

}  // namespace fz

/// A CO_TEST that needs a PostgreSQL server; where none is installed it is skipped. CMakeLists.txt
/// keeps the cases of a program together, so that one server serves them all.
#define POSTGRESQL_TEST(suite, name)                                                        \
  static ::fz::task<> suite##_##name##_body();                                              \
  TEST(suite, name) {                                                                       \
    if (!::fz::postgresql_server::is_installed()) GTEST_SKIP() << "PostgreSQL is not here"; \
    ::fz::run(suite##_##name##_body());                                                     \
  }                                                                                         \
  static ::fz::task<> suite##_##name##_body()
