#pragma once

#include "core/async/task.hpp"
#include "core/fleet/shared_run.hpp"
#include "core/fleet/visit.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace fz {

/// Hears how a run stands that others work on, too.
using shared_progress = std::function<void(const shared_run_state&)>;

/// Asks a shared run what is to be done here, and tells it what was done. While the coordinating
/// database cannot be reached it is tried again after growing pauses; when that has gone on for
/// twice as long as a lease, no further target is begun here, and lost() says so.
class shared_desk final : public target_desk {
 public:
  /// All arguments must outlive it. `waves`: those of the run; `outcomes`: one for each target.
  shared_desk(shared_run& run, const std::vector<wave>& waves,
              const std::vector<target_outcome>& outcomes, std::chrono::milliseconds lease,
              shared_progress progress);

  task<order> next(std::size_t wave, std::function<free_room()> room) override;
  void wake() override;

  /// A target was brought to its end here, done or failed.
  void ended(std::size_t target, const target_state& state);

  /// Opens the gate after a wave with `gate`, or waits until another process has done so.
  task<bool> open_gate(std::size_t wave, std::function<task<bool>()> gate);

  /// Renews the lease until it is cancelled.
  task<> keep();

  /// Waits until every process has finished with its targets; gives the result of each.
  task<std::vector<shared_result>> wait_for_end();

  /// Gives back the targets that were not brought to their end here. Takes some seconds at most,
  /// and throws nothing: a lease that is not given back runs out.
  task<> leave();

  /// How many targets were freed whose process is gone.
  std::size_t taken_over() const noexcept { return taken_over_; }

  /// Why the run cannot be taken part in any longer; empty: it can.
  const std::string& lost() const noexcept { return lost_; }

 private:
  using clock = std::chrono::steady_clock;

  task<order> exchange(std::size_t wave, free_room room);
  task<> send_ends();
  task<> find_claims(order& to);
  task<> look(std::size_t wave, order& to);
  task<bool> try_gate(std::size_t wave, const std::function<task<bool>()>& gate);
  task<> pass_gate(std::size_t wave, const std::function<task<bool>()>& gate);
  task<bool> sees_end();
  template <class T>
  task<T> patiently(std::function<task<T>()> attempt);
  task<> pause_after(std::exception_ptr failure);
  task<> pause();

  shared_run& run_;
  const std::vector<wave>& waves_;
  const std::vector<target_outcome>& outcomes_;
  std::chrono::milliseconds lease_;
  shared_progress progress_;
  std::vector<shared_end> ends_;             // not yet told
  std::unordered_set<std::size_t> in_hand_;  // claimed, and not yet told how they ended
  std::size_t wave_ = 0;
  bool may_have_claims_ = false;  // an answer was lost, and targets may have been in it
  clock::time_point last_answer_ = clock::now();
  clock::time_point last_look_ = {};
  std::size_t failures_ = 0;  // in a row
  std::size_t taken_over_ = 0;
  std::string lost_;
  /// The wave after which the gate was tried here, and whether it opened.
  std::optional<std::pair<std::size_t, bool>> gate_;
  std::minstd_rand random_{std::random_device()()};
  std::function<void()> wake_;  // empty: nothing waits
};

}  // namespace fz
