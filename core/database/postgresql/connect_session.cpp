#include "core/database/postgresql/connect_session.hpp"

#include "core/async/offload.hpp"
#include "core/async/timeout.hpp"
#include "core/database/postgresql/libpq.hpp"
#include "core/database/postgresql/postgresql_error.hpp"
#include "core/util/text.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fz {
namespace {

using clock = std::chrono::steady_clock;
using descriptor = boost::asio::posix::stream_descriptor;

/// The options as libpq takes them; views into them.
struct conninfo {
  explicit conninfo(const postgresql_options& options) {
    const auto add = [this](const char* name, const char* value) {
      names.push_back(name);
      values.push_back(value);
    };
    // A server that is gone without a word is noticed within a minute.
    add("keepalives_idle", "30");
    add("keepalives_interval", "10");
    add("keepalives_count", "3");
    add("fallback_application_name", "fz");
    for (const auto& [name, value] : options.parameters) add(name.c_str(), value.c_str());
    add("client_encoding", "UTF8");
    add(nullptr, nullptr);
  }

  std::vector<const char*> names;
  std::vector<const char*> values;
};

/// connect_timeout, which libpq itself heeds only where it blocks; none: it waits for ever.
std::optional<std::chrono::seconds> connect_timeout(const postgresql_options& options) {
  const char* text = std::getenv("PGCONNECT_TIMEOUT");
  std::string wanted = text == nullptr ? "" : text;
  for (const auto& [name, value] : options.parameters) {
    if (name == "connect_timeout") wanted = value;
  }
  int seconds = 0;
  std::from_chars(wanted.data(), wanted.data() + wanted.size(), seconds);
  if (seconds <= 0) return std::nullopt;
  return std::chrono::seconds(std::max(seconds, 2));  // as in libpq
}

connection_handle start(const postgresql_options& options) {
  const libpq& pq = libpq::loaded();
  const conninfo wanted(options);
  connection_handle started(pq.connect_start(wanted.names.data(), wanted.values.data(), 0));
  if (!started) throw std::bad_alloc();
  return started;
}

/// A descriptor that the loop watches for a while and libpq goes on owning.
class borrowed_descriptor {
 public:
  borrowed_descriptor(const boost::asio::any_io_executor& executor, int number)
      : descriptor_(executor, number) {}
  borrowed_descriptor(const borrowed_descriptor&) = delete;
  borrowed_descriptor& operator=(const borrowed_descriptor&) = delete;
  ~borrowed_descriptor() { descriptor_.release(); }

  task<> wait(descriptor::wait_type what) {
    co_await descriptor_.async_wait(what, boost::asio::use_awaitable);
  }

 private:
  descriptor descriptor_;
};

error cannot_connect(const postgresql_options& options, std::string_view words) {
  return postgresql_cannot_connect(words, options.shown_as);
}

/// From the first packet to a session. What libpq does between two waits may look up a host or
/// read a file, so it is done on the pool.
task<connection_handle> establish(const postgresql_options& options, thread_pool& pool) {
  const auto executor = co_await boost::asio::this_coro::executor;
  auto begin = [&options] { return start(options); };
  connection_handle connection = co_await offload(pool, begin);
  const libpq& pq = libpq::loaded();
  PostgresPollingStatusType wanted = PGRES_POLLING_WRITING;
  while (pq.status(connection.get()) != CONNECTION_BAD && wanted != PGRES_POLLING_OK) {
    if (wanted == PGRES_POLLING_FAILED) break;
    {
      // libpq may have taken another socket meanwhile.
      borrowed_descriptor socket(executor, pq.socket(connection.get()));
      co_await socket.wait(wanted == PGRES_POLLING_READING ? descriptor::wait_read
                                                           : descriptor::wait_write);
    }
    auto go_on = [&] { return pq.connect_poll(connection.get()); };
    wanted = co_await offload(pool, go_on);
  }
  if (wanted != PGRES_POLLING_OK) {
    throw postgresql_cannot_connect(pq.error_message(connection.get()), options.shown_as);
  }
  co_return connection;
}

task<connection_handle> establish_in_time(const postgresql_options& options, thread_pool& pool) {
  const auto limit = connect_timeout(options);
  if (!limit) co_return co_await establish(options, pool);
  outcome<connection_handle> established;
  co_await established.hold(with_timeout(establish(options, pool), *limit));
  try {
    co_return established.take();
  } catch (const error& e) {
    if (e.kind() != error_kind::timeout) throw;
    throw cannot_connect(options,
                         fmt::format("no answer within {} (connect_timeout).",
                                     counted(static_cast<std::size_t>(limit->count()), "second")));
  }
}

/// True if the server is not there yet or is still starting: a later attempt may be answered.
bool may_come(const postgresql_options& options) {
  const conninfo wanted(options);
  const PGPing answer = libpq::loaded().ping(wanted.names.data(), wanted.values.data(), 0);
  return answer == PQPING_REJECT || answer == PQPING_NO_RESPONSE;
}

task<connection_handle> establish_with_patience(const postgresql_options& options,
                                                thread_pool& pool, reporter& reporter) {
  constexpr std::chrono::milliseconds between_attempts(250);
  const clock::time_point end = clock::now() + options.wait;
  boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
  for (bool told = false;; told = true) {
    outcome<connection_handle> established;
    co_await established.hold(establish_in_time(options, pool));
    if (!established.failure() || clock::now() >= end) co_return established.take();
    auto ask = [&options] { return may_come(options); };
    const bool comes = co_await offload(pool, ask);
    if (!comes) co_return established.take();
    if (!told) {
      reporter.log(
          log_level::info, "postgresql",
          fmt::format("{} does not answer yet; trying again for {}", options.shown_as,
                      counted(static_cast<std::size_t>(options.wait.count() / 1000), "second")));
    }
    pause.expires_after(between_attempts);
    co_await pause.async_wait(boost::asio::use_awaitable);
  }
}

/// All settings in one round trip, each on its own: one that is refused keeps no other from being
/// set.
task<> set_up(postgresql_session& session, const postgresql_options& options) {
  if (options.settings.empty()) co_return;
  session.enter_pipeline();
  std::vector<statement> sent;
  for (const auto& each : options.settings) {
    sent.emplace_back("SELECT pg_catalog.set_config($1, $2, false)",
                      parameters{each.name, each.value});
    session.send(sent.back());
    session.end_of_batch();
  }
  co_await session.flush();
  std::exception_ptr refused;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    for (;;) {
      const result_handle answer = co_await session.next_result();
      if (!answer) continue;  // behind the answer to the statement
      const ExecStatusType status = session.pq().result_status(answer.get());
      if (status == PGRES_PIPELINE_SYNC) break;
      if (status != PGRES_FATAL_ERROR || !options.settings[i].required || refused) continue;
      refused = std::make_exception_ptr(error(
          error_kind::config,
          fmt::format("The server refused the setting {}: {}", quote(options.settings[i].name),
                      postgresql_error(answer.get(), statement("")).what())));
    }
  }
  session.leave_pipeline();
  if (refused) std::rethrow_exception(refused);
}

}  // namespace

task<std::unique_ptr<postgresql_session>> connect_session(const postgresql_options& options,
                                                          thread_pool& pool, reporter& reporter) {
  connection_handle established = co_await establish_with_patience(options, pool, reporter);
  auto session = std::make_unique<postgresql_session>(
      std::move(established), co_await boost::asio::this_coro::executor, reporter);
  co_await set_up(*session, options);
  co_return session;
}

}  // namespace fz
