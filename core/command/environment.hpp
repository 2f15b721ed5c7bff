#pragma once

#include "core/async/outcome.hpp"
#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/config/config.hpp"
#include "core/database/engine.hpp"
#include "core/ledger/audit_table.hpp"
#include "core/ledger/version_table.hpp"
#include "core/runtime/open_engine.hpp"
#include "core/script/migration.hpp"
#include "core/util/reporter.hpp"

#include <exception>
#include <memory>
#include <optional>
#include <vector>

namespace fz::command {

/// What every command works with; reporter and pool must outlive it.
struct environment {
  fz::config config;
  fz::reporter& reporter;
  thread_pool& pool;
  /// Revisions that the program itself brings along, beside those in files.
  std::vector<code_migration> registered = {};
};

/// The project's revisions; warns of stray files. Throws what is wrong with any of them.
task<migrations> read_migrations(const environment& env);

/// The version table as configured.
version_table configured_version_table(const environment& env);

/// The audit trail as configured; nothing: none is kept.
std::optional<audit_table> configured_audit_table(const environment& env);

/// A connection with the engine that it came from.
struct database_session {
  std::unique_ptr<fz::engine> engine;
  pooled_connection connection;
};

/// A connection to the configured database, for reading or for changing it.
task<database_session> connect(const environment& env, access what);

/// The project's revisions, and the connection to its database or why there is none.
struct opened_project {
  migrations scripts;
  outcome<database_session> connected;
};

/// Reads the revisions and connects; with a server, both at the same time. Throws only what
/// read_migrations() throws.
task<opened_project> open_project(const environment& env, access what);

/// An empty database in memory.
task<database_session> connect_to_nothing(const environment& env);

/// For reading; a database that does not exist yet is read as an empty one, and stays away.
task<database_session> connect_to_look(const environment& env);
/// The same for what came of connecting with access::look.
task<database_session> connect_to_look(const environment& env, outcome<database_session> connected);

/// True if `failure` is that of a database that does not exist.
bool is_missing_database(const std::exception_ptr& failure);

}  // namespace fz::command
