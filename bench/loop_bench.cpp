#include "core/async/gather.hpp"
#include "core/async/offload.hpp"
#include "core/async/run.hpp"
#include "core/async/thread_pool.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <benchmark/benchmark.h>
#include <vector>

namespace fz {
namespace {

task<> ready() { co_return; }

// A loop made, entered with nothing to wait for, and taken down.
void start_a_loop(benchmark::State& state) {
  for (auto _ : state) run(ready());
}
BENCHMARK(start_a_loop);

// To the end of the loop's queue and back: what a coroutine pays for letting others go first.
void turn_of_the_loop(benchmark::State& state) {
  run([](benchmark::State& s) -> task<> {
    const auto executor = co_await boost::asio::this_coro::executor;
    while (s.KeepRunning()) co_await boost::asio::post(executor, boost::asio::use_awaitable);
  }(state));
}
BENCHMARK(turn_of_the_loop);

// A hundred tasks side by side that are done at once.
void gather_a_hundred(benchmark::State& state) {
  run([](benchmark::State& s) -> task<> {
    while (s.KeepRunning()) {
      std::vector<task<>> tasks;
      for (int i = 0; i < 100; ++i) tasks.push_back(ready());
      co_await gather(std::move(tasks));
    }
  }(state));
}
BENCHMARK(gather_a_hundred);

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
