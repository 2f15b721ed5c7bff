#include "core/runtime/step_watch.hpp"

#include "core/lock/lock_holder.hpp"
#include "core/runtime/session_activity.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace fz {
namespace {

using clock = std::chrono::steady_clock;

/// The line of a terminal; taken away when the watch ends, however it ends.
class status_line {
 public:
  explicit status_line(reporter& to) : reporter_(to) {}
  status_line(const status_line&) = delete;
  status_line& operator=(const status_line&) = delete;
  ~status_line() { reporter_.status(""); }

  void show(const std::string& line) { reporter_.status(line); }

 private:
  reporter& reporter_;
};

/// "; waits for …" and the like, as far as there is something to say.
std::string in_words(const session_activity& seen) {
  std::string text;
  if (!seen.progress.empty()) text += ", " + seen.progress;
  if (!seen.waits.empty()) text += ", " + seen.waits;
  return text;
}

}  // namespace

task<> watch_steps(reporter& to, migration_lock* lock, std::function<std::string()> what_runs) {
  constexpr std::chrono::milliseconds between_looks(250);
  constexpr std::chrono::seconds between_tellings(10);
  boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
  status_line line(to);
  std::string step;
  clock::time_point since = clock::now();
  clock::time_point told;
  for (;;) {
    pause.expires_after(between_looks);
    co_await pause.async_wait(boost::asio::use_awaitable);
    const std::string now = what_runs();
    const bool goes_on = now == std::exchange(step, now);
    if (!goes_on) since = clock::now();
    if (now.empty()) continue;
    session_activity seen;
    // The server is not asked about what is done in a moment.
    if (goes_on && lock != nullptr && lock->observer() != nullptr) {
      seen = co_await look_at_session(*lock->observer(), lock->working_session());
    }
    const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - since);
    if (!seen.waits.empty() && clock::now() - told >= between_tellings) {
      to.log(log_level::info, "runtime", fmt::format("{} {}", now, seen.waits));
      told = clock::now();
    }
    if (to.is_watched()) line.show(fmt::format("{}, {}{}", now, in_words(taken), in_words(seen)));
  }
}

}  // namespace fz
