#include "core/database/postgresql/connect_session.hpp"

#include "core/database/postgresql/connect_attempt.hpp"
#include "core/database/postgresql/error.hpp"
#include "core/database/postgresql/host_list.hpp"
#include "core/util/text.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fz::postgresql {
namespace {

using clock = std::chrono::steady_clock;
using std::chrono::seconds;

constexpr seconds shortest_limit(2);  // as in libpq

/// connect_timeout, which libpq itself obeys only where it blocks; none: it waits for ever.
std::optional<seconds> connect_timeout(const options& options) {
  const std::string wanted =
      parameter_of(options.parameters, "connect_timeout", "PGCONNECT_TIMEOUT");
  int number = 0;
  std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
  if (number <= 0) return std::nullopt;
  return std::max(seconds(number), shortest_limit);
}

/// Tries what is to be tried, one after the other, until one attempt succeeds.
task<connect_attempt> connect_once(const options& options, std::optional<seconds> limit,
                                   thread_pool& pool) {
  connect_attempt last{nullptr, "", "", false};
  // libpq tries the next host only when one has failed: where silence counts as failure, it
  // is given one host at a time.
  std::vector<connect_parameters> candidates{options.parameters};
  if (limit) candidates = one_host_each(options.parameters);
  for (connect_parameters& each : candidates) {
    connect_attempt next = co_await attempt_to_connect(std::move(each), limit, pool);
    if (next.connection) co_return next;
    next.may_succeed_later = next.may_succeed_later || last.may_succeed_later;
    if (!last.words.empty()) next.words = last.words + "\n" + next.words;
    last = std::move(next);
  }
  co_return last;
}

/// The limit of an attempt while a server is waited for: it may be one that never answers.
std::optional<seconds> limit_until(clock::time_point end, std::optional<seconds> limit) {
  const auto left = std::chrono::ceil<seconds>(end - clock::now());
  if (limit && *limit < left) return limit;
  return std::max(left, shortest_limit);
}

void tell_of_waiting(const options& options, const connect_attempt& failed, reporter& reporter) {
  const auto wait = static_cast<std::size_t>(options.wait.count() / 1000);
  reporter.log(
      log_level::info, "postgresql",
      fmt::format("{} does not take connections yet; trying again for {}: {}", options.shown_as,
                  counted(wait, "second"), printable(split(failed.words, '\n').front())));
}

task<connection_handle> connect_with_patience(const options& options, thread_pool& pool,
                                              reporter& reporter) {
  constexpr std::chrono::milliseconds between_attempts(250);
  const std::optional<seconds> limit = connect_timeout(options);
  const clock::time_point end = clock::now() + options.wait;
  const bool waits = options.wait.count() > 0;
  boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
  for (bool told = false;; told = true) {
    const std::optional<seconds> given = waits ? limit_until(end, limit) : limit;
    connect_attempt attempt = co_await connect_once(options, given, pool);
    for (const std::string& notice : attempt.notices) {
      reporter.log(log_level::warning, "postgresql", printable_lines(notice));
    }
    if (attempt.connection) co_return std::move(attempt.connection);
    if (!attempt.may_succeed_later || clock::now() >= end) {
      throw cannot_connect(attempt.words, attempt.sqlstate, options.shown_as);
    }
    if (!told) tell_of_waiting(options, attempt, reporter);
    pause.expires_after(between_attempts);
    co_await pause.async_wait(boost::asio::use_awaitable);
  }
}

}  // namespace

task<std::unique_ptr<session>> connect_session(const options& options, thread_pool& pool,
                                               reporter& reporter) {
  connection_handle established = co_await connect_with_patience(options, pool, reporter);
  co_return std::make_unique<session>(std::move(established),
                                      co_await boost::asio::this_coro::executor, reporter);
}

}  // namespace fz::postgresql
