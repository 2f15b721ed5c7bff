#pragma once

#include "core/async/task.hpp"
#include "core/users/password_hasher.hpp"

#include <cstddef>
#include <exception>
#include <optional>
#include <string>

namespace fz::http {

/// The queue of passwords to hash is full.
class too_many_passwords : public std::exception {
 public:
  const char* what() const noexcept override {
    return "Too many passwords are waiting to be checked.";
  }
};

/// Hashes and checks passwords on its own threads of low priority: reads go on
/// while many log in, and memory is bounded.
class password_desk {
 public:
  /// `waiting`: how many may wait while others run.
  explicit password_desk(std::size_t waiting);

  /// Both throw too_many_passwords if the queue is full. The password is wiped afterwards.
  task<std::string> hash(std::string password);
  /// Without a hash it takes as long and is false.
  task<bool> verify(std::optional<std::string> encoded, std::string password);

  /// How many run or wait.
  std::size_t pending() const noexcept { return hasher_.pending(); }

 private:
  void take_place() const;

  password_hasher hasher_;
  std::size_t most_;
};

}  // namespace fz::http
