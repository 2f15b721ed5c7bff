#pragma once

#include "core/async/outcome.hpp"
#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/config/config.hpp"
#include "core/runtime/database.hpp"
#include "core/runtime/project.hpp"
#include "core/script/migration.hpp"
#include "core/util/reporter.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace fz::command {

/// What every command works with; reporter and pool must outlive it.
struct context {
  fz::config config;
  fz::reporter& reporter;
  thread_pool& pool;
  /// Revisions that the program itself defines, besides those in files.
  std::vector<code_migration> registered = {};
};

/// The project's revisions; see fz::read_project().
task<project> read_project(const context& ctx);

/// The same while `connecting` is under way, if that means to wait for a server. A file is opened
/// at once: that comes afterwards, since one more thread would only take a processor from the
/// reading.
task<project> read_project_beside(const context& ctx, task<> connecting);

/// The configured database; nothing is opened yet. Throws error(config) if there is no URL, or a
/// wrong one.
std::unique_ptr<database> configured_database(const context& ctx);

/// A connection with the handle that it came from.
struct connected_database {
  std::unique_ptr<fz::database> database;
  pooled_connection connection;
};

/// A connection to the configured database, for reading or for changing it.
task<connected_database> connect(const context& ctx, access what);

/// The same for reading; a database that does not exist yet is read as an empty one, and is not
/// made.
task<connected_database> connect_to_look(const context& ctx);

/// Both of what a command needs that reads revisions and the database.
struct opened_project {
  fz::project project;
  connected_database connected;
};

/// Reads the revisions while it connects for reading, as connect_to_look().
task<opened_project> open_project(const context& ctx);

}  // namespace fz::command
