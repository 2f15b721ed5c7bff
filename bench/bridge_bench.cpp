#include "core/async/bridge.hpp"
#include "core/async/run.hpp"

#include <benchmark/benchmark.h>

namespace fz {
namespace {

constexpr int batch = 1000;

task<int> ready() { co_return 1; }

// One wait for a task that is done at once: what the bridge adds to a statement.
void wait_in_a_bridge(benchmark::State& state) {
  run([](benchmark::State& s) -> task<> {
    while (s.KeepRunningBatch(batch)) {
      co_await run_sync([](sync_context& context) {
        for (int i = 0; i < batch; ++i) benchmark::DoNotOptimize(context.wait(ready()));
      });
    }
  }(state));
}
BENCHMARK(wait_in_a_bridge);

// The same without a bridge, to compare.
void await_in_a_coroutine(benchmark::State& state) {
  run([](benchmark::State& s) -> task<> {
    while (s.KeepRunning()) benchmark::DoNotOptimize(co_await ready());
  }(state));
}
BENCHMARK(await_in_a_coroutine);

// A bridge made, entered once and taken down.
void start_a_bridge(benchmark::State& state) {
  run([](benchmark::State& s) -> task<> {
    while (s.KeepRunning()) {
      benchmark::DoNotOptimize(co_await run_sync([](sync_context&) { return 1; }));
    }
  }(state));
}
BENCHMARK(start_a_bridge);

}  // namespace
}  // namespace fz
