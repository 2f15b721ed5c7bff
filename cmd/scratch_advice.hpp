#pragma once

#include "core/async/outcome.hpp"
#include "core/database/postgresql/scratch.hpp"
#include "core/util/error.hpp"

#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace fz::cmd {

/// What can be done where no scratch database can be made, in the words of the command line.
std::string advice_for(const std::vector<postgresql::scratch_remedy>& remedies);

/// Runs `work`; where no scratch database can be made, the error also says what can be done.
/// `more`: a sentence for the end, or "".
template <class T>
task<T> with_scratch_advice(task<T> work, std::string more = std::string()) {
  outcome<T> ended;
  co_await ended.capture(std::move(work));
  try {
    if (ended.failure()) std::rethrow_exception(ended.failure());
  } catch (const postgresql::no_scratch_database& e) {
    throw error(error_kind::database, e.what() + advice_for(e.remedies()) + more);
  }
  co_return ended.take();
}

}  // namespace fz::cmd
