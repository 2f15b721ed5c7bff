#pragma once

#include "core/async/gather.hpp"
#include "core/async/task.hpp"
#include "core/fleet/target.hpp"
#include "core/fleet/visit.hpp"
#include "core/runtime/database.hpp"
#include "core/runtime/project.hpp"
#include "core/runtime/run.hpp"
#include "core/util/reporter.hpp"

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace fz {

/// Where a run left one target.
struct target_outcome {
  std::vector<std::string> before;  ///< rows of the version table, sorted
  std::vector<std::string> after;
  bool was_seen = false;      ///< false: it could not be looked at, and nothing was run
  bool is_known = false;      ///< false: `after` is what was seen last
  std::size_t steps = 0;      ///< that were carried out, or would be
  std::string revision = {};  ///< whose step failed; empty: none
  step_fate fate = step_fate::none_ran;
  std::size_t kept_statements = 0;
};

struct fleet_run;

/// Hears what happens to targets, and to the steps of each.
class fleet_observer : public visit_observer {
 public:
  /// `all` outlives the run; the states in it are always as they are.
  virtual void begun(const fleet_run& /*all*/, const std::vector<wave>& /*waves*/) {}
  virtual void step_started(std::size_t /*target*/, const step_report& /*step*/) {}
  virtual void waiting_for_lock(std::size_t /*target*/, const std::string& /*holder*/) {}
  virtual void retrying(std::size_t /*target*/, const run_observer::retry& /*why*/) {}
  /// How far all processes are that share the run.
  virtual void shared(std::size_t /*done*/, std::size_t /*failed*/, std::size_t /*processes*/) {}
};

/// One run over many targets. All that it refers to must outlive it.
struct fleet_run {
  const std::vector<fleet_target>& targets;
  const fz::project& project;
  run_request request;
  bool dry_run = false;
  std::vector<target_state>& states;      ///< one for each target
  std::vector<target_outcome>& outcomes;  ///< likewise
  fleet_observer& observer;
  fz::reporter& reporter;     ///< for what a server says of its own accord
  std::size_t processes = 1;  ///< that share the run, and the room on its servers
};

/// Brings every target to the request's goal as run() does it with one database: each with its own
/// migration lock, and to an exact boundary. See visit() for the rest. A SQLite file that another
/// connection has locked is tried again later; no thread waits for it.
task<visit_summary> run_fleet(fleet_run& all, visit_options options);

/// How many targets of a PostgreSQL server may be worked on at once: each takes two connections.
task<std::size_t> room_on_server(const fleet_target& target, const config& project,
                                 thread_pool& pool, reporter& to);

/// The words and the kind of what ended the work on a target.
visit_end end_of(const std::exception_ptr& failure, dialect d);

/// Closes the database where that may block: a SQLite file on a thread of the pool.
task<> close(std::unique_ptr<database> opened, thread_pool& pool);

/// The handle of a target, for a SQLite file with so short a wait that no thread is held up.
std::unique_ptr<database> open_target(const fleet_target& target, const config& project,
                                      thread_pool& pool, reporter& to);

}  // namespace fz
