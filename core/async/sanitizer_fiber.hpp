#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#elif defined(FZ_SANITIZE_THREAD)
#include <sanitizer/tsan_interface.h>
#endif

namespace fz {

/// Where a stack lies: its lowest address and its size in bytes.
struct stack_range {
  const void* bottom = nullptr;
  std::size_t size = 0;
};

/// Tells AddressSanitizer or ThreadSanitizer of every switch between a coroutine's stack and a
/// bridge's; without them does nothing. (sanitizer/common_interface_defs.h, tsan_interface.h)
///
/// ThreadSanitizer keeps a record of calls for each stack. A function that is entered on one stack
/// and left on another would put both records out of step, so what switches is compiled without it
/// (core/async/CMakeLists.txt).
class sanitizer_fiber {
 public:
#if defined(__SANITIZE_ADDRESS__)
  void entering(const stack_range& inside) {
    __sanitizer_start_switch_fiber(&outside_fake_, inside.bottom, inside.size);
  }
  void entered() {
    __sanitizer_finish_switch_fiber(inside_fake_, &outside_.bottom, &outside_.size);
  }
  void leaving() { __sanitizer_start_switch_fiber(&inside_fake_, outside_.bottom, outside_.size); }
  void leaving_for_good() {
    __sanitizer_start_switch_fiber(nullptr, outside_.bottom, outside_.size);
  }
  void left() { __sanitizer_finish_switch_fiber(outside_fake_, nullptr, nullptr); }

 private:
  void* outside_fake_ = nullptr;
  void* inside_fake_ = nullptr;
  stack_range outside_;
#elif defined(FZ_SANITIZE_THREAD)
  sanitizer_fiber() : inside_(__tsan_create_fiber(0)) {}
  ~sanitizer_fiber() { __tsan_destroy_fiber(inside_); }
  sanitizer_fiber(const sanitizer_fiber&) = delete;

  void entering(const stack_range&) {
    outside_ = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(inside_, 0);
  }
  void entered() {}
  void leaving() { __tsan_switch_to_fiber(outside_, 0); }
  void leaving_for_good() { __tsan_switch_to_fiber(outside_, 0); }
  void left() {}

 private:
  void* inside_;
  void* outside_ = nullptr;
#else
  void entering(const stack_range&) {}
  void entered() {}
  void leaving() {}
  void leaving_for_good() {}
  void left() {}
#endif
};

/// A new stack may lie where an old one was: clears what AddressSanitizer remembers of it.
inline void forget_old_stack_frames([[maybe_unused]] const stack_range& stack) {
#if defined(__SANITIZE_ADDRESS__)
  ASAN_UNPOISON_MEMORY_REGION(stack.bottom, stack.size);
#endif
}

}  // namespace fz
