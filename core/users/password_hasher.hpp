#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace fz {

/// Hashes and verifies passwords on its own threads, so that neither the loop nor the threads of
/// the databases wait for it. Used on one loop.
class password_hasher {
 public:
  /// `at_once`: how many run at the same time, each on its own thread and with 64 MiB; the
  /// others wait in the order in which they came. 0: as many as there are processors.
  /// Low priority: the processors serve all other threads first.
  enum class priority { normal, low };

  explicit password_hasher(std::size_t at_once = 0, priority how = priority::normal);

  std::size_t at_once() const noexcept { return at_once_; }

  /// How many hashes run or wait now.
  std::size_t pending() const noexcept { return pending_; }

  /// hash_password(); the password is wiped from memory afterwards. Waited for even when the caller
  /// is cancelled.
  task<std::string> hash(std::string password);

  /// verify_password(). Without a hash, because there is no such account, it is false and takes as
  /// long as with one; so does the error about a hash that cannot be checked.
  task<bool> verify(std::optional<std::string> encoded, std::string password);

 private:
  std::size_t at_once_;
  priority priority_;
  std::size_t pending_ = 0;
  thread_pool pool_;  // the last: its threads end first
};

}  // namespace fz
