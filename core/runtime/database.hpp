#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/config/config.hpp"
#include "core/database/database_url.hpp"
#include "core/database/engine.hpp"
#include "core/sql/dialect.hpp"
#include "core/util/reporter.hpp"

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace fz {

/// What the database is opened for.
enum class access {
  look,      ///< reads only: a database that does not exist is an error, nothing is ever written
  existing,  ///< changes a database that must exist
  change,    ///< a SQLite file that does not exist is made
};

/// One target of migrations: where it is, and the engines that open connections to it. Lives as
/// long as the program works with that database.
class database {
 public:
  /// The database that the URL names, as the configuration says to connect. Nothing is opened yet.
  /// `pool` and `reporter` must outlive it. Throws error(config) for parameters of the URL that the
  /// driver does not know, when a connection is asked for.
  database(database_url url, config settings, thread_pool& pool, reporter& to);

  /// A database that the host program has opened itself; `opened` must outlive this. `name`: how
  /// messages and observers call it. `lock_file`: see lock_file().
  database(engine& opened, fz::dialect d, std::string name, reporter& to,
           std::filesystem::path lock_file = {});

  database(const database&) = delete;
  database& operator=(const database&) = delete;

  fz::dialect dialect() const noexcept { return dialect_; }
  /// Without a password.
  const std::string& name() const noexcept { return name_; }
  fz::reporter& reporter() const noexcept { return reporter_; }

  /// A connection; those that are given back are used again. Throws what opening throws.
  task<pooled_connection> connect(access what);
  engine& engine_for(access what);

  /// The file by which runners outside of transactions exclude each other on SQLite; empty: other
  /// runners cannot reach the database, or the server keeps the lock.
  const std::filesystem::path& lock_file() const noexcept { return lock_file_; }

 private:
  struct source {
    database_url url;
    config settings;
    thread_pool& pool;
  };

  std::optional<source> source_;  // none: the host's own
  engine* opened_ = nullptr;
  fz::dialect dialect_;
  std::string name_;
  fz::reporter& reporter_;
  std::filesystem::path lock_file_;
  std::array<std::unique_ptr<engine>, 3> engines_;  // by access
};

/// The engine for the database that the URL names, by its dialect's driver, with what the
/// configuration says about connections: time limits, role, search path and settings of the server.
/// `pool` and `reporter` must outlive the engine. Throws error(config) for parameters of the URL
/// that the driver does not know.
std::unique_ptr<engine> open_engine(const database_url& url, access what, const config& settings,
                                    thread_pool& pool, reporter& reporter);

/// What databases of that kind know about migrations.
const catalog& catalog_of(dialect d);

/// The lock file of a database that the URL names; see database::lock_file().
std::filesystem::path lock_file_of(const database_url& url);

/// True if `failure` is that of a database that does not exist.
bool is_missing_database(const std::exception_ptr& failure);

}  // namespace fz
