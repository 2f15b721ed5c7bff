#pragma once

#include "core/async/task.hpp"
#include "core/fleet/rollout.hpp"
#include "core/fleet/target.hpp"
#include "core/fleet/target_queue.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fz {

enum class target_phase {
  waiting,  ///< was not begun
  running,  ///< is worked on
  later,    ///< could not be worked on, and is tried again
  done,
  failed,
  interrupted,  ///< was worked on when the run was cancelled
};

/// How the work on a target ended.
struct visit_end {
  enum class kind {
    done,
    failed,
    busy,         ///< another connection holds a lock: nothing was done, it may be free later
    unreachable,  ///< the server cannot be reached, or was lost: it may come back
    interrupted,
  };

  kind what = kind::done;
  std::string error = {};  ///< the sentence for a person; empty: done
};

/// What a visit knows of one target.
struct target_state {
  target_phase phase = target_phase::waiting;
  std::size_t attempts = 0;
  std::chrono::milliseconds taken{0};  ///< of all attempts, without the pauses between them
  std::string error = {};              ///< of the last attempt
};

/// Hears what happens to the targets, which are named by their index. Called on the loop's thread.
/// An interface because a terminal, a list of events and a journal each want it in their own way.
class visit_observer {
 public:
  virtual ~visit_observer() = default;

  virtual void wave_started(const wave& /*w*/) {}
  virtual void target_started(std::size_t /*target*/, const target_state& /*state*/) {}
  /// It is tried again after the pause.
  virtual void target_waits(std::size_t /*target*/, const target_state& /*state*/,
                            std::chrono::milliseconds /*pause*/) {}
  virtual void target_ended(std::size_t /*target*/, const target_state& /*state*/) {}
  /// No further target is begun.
  virtual void stopping(const std::string& /*sentence*/) {}
};

/// Gives out the targets where several processes share them. An interface because visit() need not
/// know by what they share them.
class target_desk {
 public:
  struct order {
    std::vector<std::size_t> targets;  ///< to be worked on here
    bool is_wave_over = false;         ///< every target of the wave has ended, here or elsewhere
    std::string stopped = {};          ///< why no further target is to be begun; empty: go on
  };

  virtual ~target_desk() = default;

  /// Waits for something to do. `wave`: its index; `room` says what could be begun at the moment.
  virtual task<order> next(std::size_t wave, std::function<free_room()> room) = 0;

  /// A target has ended, or there is more room.
  virtual void wake() = 0;
};

struct visit_options {
  std::vector<wave> waves;
  std::size_t jobs = 8;                              ///< targets at once
  std::size_t jobs_per_server = 8;                   ///< the same on one PostgreSQL server
  std::optional<std::size_t> failures_allowed = {};  ///< nothing: any number
  std::chrono::milliseconds busy_patience{60'000};   ///< for how long a busy target is tried again
  std::size_t connect_retries = 3;  ///< how often one is tried again that cannot be reached
  /// How many targets its server has room for; nothing: as many as jobs_per_server says.
  std::function<task<std::size_t>(std::size_t target)> room_for = nullptr;
  /// Asked between two waves: false ends the run. Nothing: goes on.
  std::function<task<bool>(const wave& before, const wave& next)> gate = nullptr;
  target_desk* desk = nullptr;  ///< none: all targets are worked on here
};

/// How a visit ended as a whole.
struct visit_summary {
  std::string stopped = {};  ///< why not all targets were begun; empty: they were
  bool interrupted = false;
};

using target_work = std::function<task<visit_end>(std::size_t target)>;

/// Does the work on every target that `states` does not have as done, wave after wave, so many at
/// once as the options say. A target that is busy or cannot be reached gives its place to others
/// and is tried again later. A failure in a canary, or one more than is allowed, keeps further
/// targets from being begun; those that run end as they end. When the caller is cancelled, so are
/// all that run, and the summary says so; this does not throw. `states` has one for each target.
/// All arguments must outlive the task.
task<visit_summary> visit(const std::vector<fleet_target>& targets,
                          std::vector<target_state>& states, const visit_options& options,
                          const target_work& work, visit_observer& to);

}  // namespace fz
