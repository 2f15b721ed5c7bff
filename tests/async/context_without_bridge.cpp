// Only run_sync() makes a sync_context: synchronous code that could not wait does not compile.
#include "core/async/bridge.hpp"
#include "core/async/sleep.hpp"

namespace fz {

void wait_with(sync_context& context) { context.wait(sleep(std::chrono::seconds(1))); }

#ifdef FZ_MUST_NOT_COMPILE
void wait_on_my_own(bridge& b) {
  sync_context mine(b);
  wait_with(mine);
}
#endif

}  // namespace fz
