// There is no way to wait for a task from plain code but through a sync_context.
#include "core/async/bridge.hpp"
#include "core/async/sleep.hpp"

namespace fz {

int synchronous(sync_context& context) {
  context.wait(sleep(std::chrono::seconds(1)));
  return 1;
}

#ifdef FZ_MUST_NOT_COMPILE
int call_it_from_anywhere() {
  co_await sleep(std::chrono::seconds(1));
  return synchronous();
}
#endif

}  // namespace fz
