#pragma once

#include "core/command/context.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace fz::command {

/// How many targets are worked on at once unless something else is asked for: files and servers
/// answer no faster when more wait for them.
inline constexpr std::size_t usual_jobs = 16;

/// Threads for that number of targets: each takes at most one, and writing to disk gets no faster
/// by more than some dozens.
inline std::size_t threads_for(std::size_t jobs) { return std::clamp<std::size_t>(jobs, 4, 32); }

/// The same with a pool of its own, and without what each target need not carry.
inline context fleet_context(const context& ctx, thread_pool& pool) {
  config settings = ctx.config;
  settings.fleets.clear();
  return {std::move(settings), ctx.reporter, pool, ctx.registered};
}

}  // namespace fz::command
