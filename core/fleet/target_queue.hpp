#pragma once

#include "core/fleet/rollout.hpp"
#include "core/fleet/target.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// How many more targets may be begun, in all and of each server that has room.
struct free_room {
  struct server {
    std::string name;  ///< see server_of(); "": all files
    std::size_t targets = 0;
  };

  std::size_t targets = 0;
  std::vector<server> servers = {};
};

/// The targets of a wave that may be begun, by server. Servers take turns, and none has more at
/// work than its limit.
class target_queue {
 public:
  /// The queue of one server.
  struct server {
    std::deque<std::size_t> ready;
    std::size_t targets = 0;  ///< of the wave
    std::size_t running = 0;
    std::size_t limit = 0;
    bool is_asked =
        false;  ///< false: the limit is not known yet, and one target at a time is begun
  };

  explicit target_queue(const std::vector<fleet_target>& targets);

  /// Empties the queue for the targets of a wave. `limit`: of each server, `limit_of_files`: of
  /// all files together.
  void begin_wave(const std::vector<std::size_t>& targets, std::size_t limit,
                  std::size_t limit_of_files, bool asks_servers);

  void add(std::size_t target);

  /// The next target of a server that has room; it runs from now on.
  std::optional<std::size_t> take();

  bool is_empty() const noexcept { return open_.empty(); }

  server& server_of(std::size_t target) { return *server_of_[target]; }

  /// What could be begun beyond what is ready, at most `most` targets in all.
  free_room room(std::size_t most) const;

 private:
  std::map<std::string, server> servers_;
  std::vector<server*> server_of_;  // of each target
  std::vector<server*> open_;       // servers with something ready
};

}  // namespace fz
