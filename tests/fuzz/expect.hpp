#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the run, so that libFuzzer keeps the input, unless `condition` holds: `what` ought to.
inline void expect(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "This does not hold: %s\n", what);
  std::abort();
}
