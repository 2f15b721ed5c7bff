#include "core/util/error.hpp"

// The harness on itself: fz::error has a kind, and no error can be made without one.
fz::error complete() { return {fz::error_kind::usage, "A sentence."}; }

#ifdef FZ_MUST_NOT_COMPILE
fz::error incomplete() { return fz::error("A sentence."); }
#endif
