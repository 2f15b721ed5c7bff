#pragma once

#include "core/async/run.hpp"
#include "core/async/task.hpp"

#include <gtest/gtest.h>

/// A test whose body is a coroutine: CO_TEST(Suite, ShowsThis) { co_await …; }
#define CO_TEST(suite, name)                                \
  static ::fz::task<> suite##_##name##_body();              \
  TEST(suite, name) { ::fz::run(suite##_##name##_body()); } \
  static ::fz::task<> suite##_##name##_body()

/// ASSERT_TRUE for coroutines, in which GoogleTest's own does not compile.
#define CO_ASSERT(condition)                            \
  do {                                                  \
    if (!(condition)) {                                 \
      ADD_FAILURE() << "CO_ASSERT failed: " #condition; \
      co_return;                                        \
    }                                                   \
  } while (false)
