#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <future>
#include <thread>
#include <type_traits>
#include <vector>

namespace fz {

/// Splits 0 to `count` into parts that follow one another, of at least `least` each and at most one
/// a core, runs `work(first, last)` for all at once, the first part in the calling thread, and
/// gives the results in order. Throws what the first part that fails throws, once all have ended.
template <class Work>
auto in_parts(std::size_t count, std::size_t least, Work work) {
  using result = std::invoke_result_t<Work&, std::size_t, std::size_t>;
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t parts = std::clamp<std::size_t>(count / least, 1, cores);
  const auto begin_of = [&](std::size_t part) { return count * part / parts; };
  // Where no thread can be had, a part is done when it is asked for.
  constexpr auto policy = std::launch::async | std::launch::deferred;
  std::vector<std::future<result>> others;
  for (std::size_t part = 1; part < parts; ++part) {
    others.push_back(std::async(policy, std::ref(work), begin_of(part), begin_of(part + 1)));
  }
  std::vector<result> results;
  results.reserve(parts);
  results.push_back(work(0, begin_of(1)));
  for (auto& other : others) results.push_back(other.get());
  return results;
}

}  // namespace fz
