#include "cmd/advice.hpp"
#include "cmd/command_line.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/interrupt.hpp"
#include "cmd/terminal.hpp"
#include "core/async/cancellation.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <cstdlib>
#include <exception>
#include <malloc.h>
#include <new>
#include <sys/resource.h>

namespace {

using namespace fz::cmd;

constexpr const char* no_memory = "There is not enough memory.";

/// For memory that runs out where an exception cannot leave, as in a destructor.
[[noreturn]] void end_without_memory() {
  try {
    if (const auto failure = std::current_exception()) std::rethrow_exception(failure);
  } catch (const std::bad_alloc&) {
    print_error(no_memory);
    std::_Exit(failed);
  } catch (...) {
  }
  std::abort();
}

fz::task<int> carry_out(const action& chosen, invocation& call) {
  co_await call.choose_target();
  co_return co_await chosen(call);
}

/// The sentence and the exit code for whatever ended the program: the one catch.
int report(const std::exception_ptr& failure) {
  if (fz::is_cancellation(failure)) {
    print_error("Interrupted.");
    return interrupted;
  }
  try {
    std::rethrow_exception(failure);
  } catch (const fz::error& e) {
    print_error((e.what() + advice_for(e.remedy())).c_str());
    return exit_code_of(e.kind());
  } catch (const std::bad_alloc&) {
    print_error(no_memory);  // nor for making words
    return failed;
  } catch (const std::exception& e) {
    print_error(fz::printable_lines(e.what()).c_str());
    return failed;
  }
}

/// Where memory is limited (ulimit -v), each thread of glibc's would fail to get a heap of its own,
/// and ask the kernel for every single allocation.
void share_one_heap_if_memory_is_limited() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    ::mallopt(M_ARENA_MAX, 1);
  }
}

}  // namespace

int main(int argc, char** argv) {
  share_one_heap_if_memory_is_limited();
  open_missing_streams();
  std::set_terminate(end_without_memory);
  try {
    const parsed_line line = parse_command_line(argc, argv);
    int code = line.exit_code;
    if (line.chosen) {
      invocation run(line.globals);
      code = run_interruptible(carry_out(line.chosen, run), run.hangup());
    }
    flush_output();
    return code;
  } catch (...) {
    return report(std::current_exception());
  }
}
