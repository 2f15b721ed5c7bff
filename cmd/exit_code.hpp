#pragma once

#include "core/util/error.hpp"

namespace fz::cmd {

/// The exit codes of the program; see docs/commands.md.
enum exit_code : int {
  done = 0,
  failed = 1,
  wrong_usage = 2,
  check_found_something = 3,
  lock_not_free = 4,
  interrupted = 130,
};

constexpr exit_code exit_code_of(error_kind kind) {
  switch (kind) {
    case error_kind::usage:
    case error_kind::config:
      return wrong_usage;
    case error_kind::check:
      return check_found_something;
    case error_kind::lock:
      return lock_not_free;
    case error_kind::interrupted:
      return interrupted;
    case error_kind::file:
    case error_kind::script:
    case error_kind::revision:
    case error_kind::database:
    case error_kind::users:
    case error_kind::timeout:
      break;
  }
  return failed;
}

}  // namespace fz::cmd
