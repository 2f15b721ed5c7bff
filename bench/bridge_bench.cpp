#include "core/async/bridge.hpp"
#include "core/async/offload.hpp"
#include "core/async/run.hpp"
#include "core/async/thread_pool.hpp"

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

// To a thread of the pool and back: what a statement of a database that blocks pays.
void hop_to_the_pool(benchmark::State& state) {
  thread_pool pool(1);
  run([](benchmark::State& s, thread_pool& p) -> task<> {
    while (s.KeepRunning()) benchmark::DoNotOptimize(co_await offload(p, [] { return 1; }));
  }(state, pool));
}
BENCHMARK(hop_to_the_pool)->UseRealTime();

}  // namespace
}  // namespace fz
