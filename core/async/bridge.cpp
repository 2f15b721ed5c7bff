#include "core/async/bridge.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/sanitizer_fiber.hpp"

#include <boost/context/fiber.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>

#include <cstddef>
#include <cxxabi.h>
#include <stdexcept>

namespace fz {
namespace {

constexpr std::size_t stack_size = std::size_t{512} * 1024;

/// The exceptions being handled. The C++ runtime keeps them per thread; every stack needs its own
/// (layout: Itanium C++ ABI, 2.2.2 "Caught Exception Stack").
struct exceptions_in_flight {
  void* caught = nullptr;
  unsigned int uncaught = 0;

  /// Puts these in force and keeps those that were.
  void exchange() noexcept {
    auto* in_force = reinterpret_cast<exceptions_in_flight*>(abi::__cxa_get_globals());
    std::swap(*in_force, *this);
  }
};

/// Allocates a stack with a guard page and remembers where it lies.
class remembering_allocator {
 public:
  explicit remembering_allocator(stack_range& range) : range_(range) {}

  boost::context::stack_context allocate() {
    const boost::context::stack_context context = allocator_.allocate();
    range_ = {static_cast<std::byte*>(context.sp) - context.size, context.size};
    forget_old_stack_frames(range_);
    return context;
  }

  void deallocate(boost::context::stack_context& context) noexcept {
    allocator_.deallocate(context);
  }

 private:
  boost::context::protected_fixedsize_stack allocator_{stack_size};
  stack_range& range_;
};

}  // namespace

struct bridge::stack {
  explicit stack(std::function<void(sync_context&)> code) : body(std::move(code)) {}

  std::function<void(sync_context&)> body;
  stack_range range;
  sanitizer_fiber sanitizer;
  exceptions_in_flight exceptions;
  boost::context::fiber inside;   // the body's side while it waits
  boost::context::fiber outside;  // the coroutine's side while the body runs
  std::optional<request> wanted;
  std::exception_ptr failure;
  bool running = false;
  bool abandoned = false;
};

bridge::bridge(std::function<void(sync_context&)> body)
    : stack_(std::make_unique<stack>(std::move(body))) {
  stack& s = *stack_;
  s.inside = boost::context::fiber(std::allocator_arg, remembering_allocator(s.range),
                                   [this, &s](boost::context::fiber&& outside) {
                                     s.sanitizer.entered();
                                     s.outside = std::move(outside);
                                     sync_context context(*this);
                                     s.body(context);
                                     s.sanitizer.leaving_for_good();
                                     return std::move(s.outside);
                                   });
}

bridge::~bridge() {
  stack_->abandoned = true;
  while (stack_->wanted) enter(nullptr);
}

std::optional<bridge::request> bridge::enter(std::exception_ptr failure) {
  stack& s = *stack_;
  s.failure = std::move(failure);
  s.wanted.reset();
  s.running = true;
  s.exceptions.exchange();
  s.sanitizer.entering(s.range);
  s.inside = std::move(s.inside).resume();
  s.sanitizer.left();
  s.exceptions.exchange();
  s.running = false;
  return s.wanted;
}

void bridge::wait(request wanted) {
  stack& s = *stack_;
  if (!s.running) throw std::logic_error("sync_context: waited on while another stack runs");
  if (s.abandoned) throw_cancelled();
  s.wanted = wanted;
  s.sanitizer.leaving();
  s.outside = std::move(s.outside).resume();
  s.sanitizer.entered();
  if (s.abandoned) throw_cancelled();
  if (s.failure) std::rethrow_exception(std::exchange(s.failure, nullptr));
}

}  // namespace fz
