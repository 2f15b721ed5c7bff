#pragma once

#include "core/async/outcome.hpp"
#include "core/async/task.hpp"
#include "core/database/database_error.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace fz {

/// What `work` failed with; fails the test if it did not.
template <class T>
task<database_error::details> failure_of(task<T> work) {
  outcome<T> result;
  co_await result.hold(std::move(work));
  try {
    result.take();
  } catch (const database_error& e) {
    co_return e.what_happened();
  }
  ADD_FAILURE() << "did not fail";
  co_return database_error::details{};
}

}  // namespace fz
