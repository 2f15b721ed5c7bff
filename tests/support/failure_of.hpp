#pragma once

#include "core/async/outcome.hpp"
#include "core/async/task.hpp"
#include "core/database/database_error.hpp"
#include "core/util/error.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <string>
#include <utility>

namespace fz {

/// The error that was kept; fails the test if there was none.
template <class T>
error failure_in(outcome<T>& ended) {
  try {
    ended.take();
  } catch (const error& e) {
    return e;
  }
  ADD_FAILURE() << "did not fail";
  return error(error_kind::check, "");
}

/// The error that `work` ends with; fails the test if it does not fail.
template <class T>
task<error> failure_of(task<T> work) {
  outcome<T> ended;
  co_await ended.capture(std::move(work));
  co_return failure_in(ended);
}

/// What the database refuses in `work`; fails the test if it refuses nothing.
template <class T>
task<database_error::details> refusal_of(task<T> work) {
  outcome<T> ended;
  co_await ended.capture(std::move(work));
  const auto refused = find_database_error(ended.failure());
  if (refused) co_return refused->what_happened();
  ADD_FAILURE() << "the database did not refuse it";
  co_return database_error::details{};
}

/// The sentence of an exception; "" for none.
inline std::string sentence_of(const std::exception_ptr& failure) {
  if (!failure) return "";
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {
    return e.what();
  }
}

}  // namespace fz
