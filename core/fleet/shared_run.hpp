#pragma once

#include "core/async/task.hpp"
#include "core/database/engine.hpp"
#include "core/fleet/join_shared_run.hpp"
#include "core/fleet/rollout.hpp"
#include "core/fleet/shared_run_row.hpp"
#include "core/fleet/target.hpp"
#include "core/runtime/database.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fz {

/// How a shared run stands.
struct shared_run_state {
  std::size_t wave = 0;     ///< the index of the one at work
  std::size_t open = 0;     ///< targets of that wave that have not ended
  std::size_t claimed = 0;  ///< targets that some process works on
  std::size_t done = 0;
  std::size_t failed = 0;
  std::size_t workers = 0;   ///< whose lease has not run out
  std::string stopped = {};  ///< why no further target is begun
};

/// One target of a run that has ended.
struct shared_result {
  target_phase phase = target_phase::waiting;
  std::string worker = {};  ///< who worked on it last, for a person
  target_state state = {};
  target_outcome outcome = {};
};

/// A run over a fleet that several processes share by way of three tables in a PostgreSQL
/// database, fz_fleet_run, fz_fleet_worker and fz_fleet_target. A process has a lease: once that
/// has run out, others take over its targets. Everything here throws what the database throws, and
/// can be repeated after the connection was lost.
class shared_run {
 public:
  /// `where` must outlive it.
  shared_run(database& where, std::chrono::milliseconds lease);

  /// Takes part in the run of that fleet, or begins one. Throws error(config) if another run is
  /// under way.
  task<> join(shared_run_terms terms, const std::vector<fleet_target>& targets,
              const std::vector<wave>& waves);

  /// How others call this process: "ada on build7, process 4242".
  const std::string& shown_name() const noexcept { return shown_; }

  /// Renews the lease and sets the targets free that processes without one have. Gives their
  /// number.
  task<std::size_t> renew();

  /// Targets of the wave for this process, of the first servers first; none while the run is in
  /// another one or stops.
  task<std::vector<std::size_t>> claim(std::size_t wave, const free_room& room);

  /// The targets that this process has, as far as the database knows.
  task<std::vector<std::size_t>> claimed();

  /// Keeps how targets of this process ended; stops the run for all when a target of the canary has
  /// failed or too many have.
  task<> keep(const std::vector<shared_end>& ends, bool is_canary);

  task<shared_run_state> state(std::size_t wave);

  /// True for one process at a time: it is to open the gate after that wave.
  task<bool> claim_gate(std::size_t wave);

  /// Lets all go on with the next wave, or stops the run.
  task<> open_gate(std::size_t wave);
  task<> stop(const std::string& why);

  /// The run has ended; the result of each target.
  task<std::vector<shared_result>> finish();

  /// Gives back the targets that this process has, and its lease.
  task<> leave();

 private:
  task<std::vector<row>> ask(std::string sql, parameters values = {});
  std::string lease_end() const;

  database& where_;
  std::chrono::milliseconds lease_;
  std::string worker_;
  std::string shown_;
  std::int64_t run_ = 0;
};

}  // namespace fz
