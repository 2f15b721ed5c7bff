#include "core/database/postgresql/connect_attempt.hpp"

#include "core/async/offload.hpp"
#include "core/async/timeout.hpp"
#include "core/util/text.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <poll.h>
#include <string_view>

namespace fz::postgresql {
namespace {

using descriptor = boost::asio::posix::stream_descriptor;

/// The parameters as libpq takes them; views into them.
struct conninfo {
  explicit conninfo(const connect_parameters& parameters) {
    // A server that is gone without a word is noticed within a minute.
    add("keepalives_idle", "30");
    add("keepalives_interval", "10");
    add("keepalives_count", "3");
    add("tcp_user_timeout", "60000");
    add("fallback_application_name", "fz");
    for (const auto& [name, value] : parameters) add(name.c_str(), value.c_str());
    add("client_encoding", "UTF8");
  }

  /// Ends the lists; call once.
  const char* const* keywords() {
    add(nullptr, nullptr);
    return names.data();
  }

  void add(const char* name, const char* value) {
    names.push_back(name);
    values.push_back(value);
  }

  std::vector<const char*> names;
  std::vector<const char*> values;
};

/// Kept for the loop's thread: the connection is made on others.
void keep_notice(void* notices, const PGresult* notice) {
  const char* words = libpq::loaded().error_field(notice, PG_DIAG_MESSAGE_PRIMARY);
  if (words == nullptr) return;
  try {
    static_cast<std::vector<std::string>*>(notices)->emplace_back(words);
  } catch (...) {  // must not pass through libpq, which calls this
  }
}

/// `notices` must outlive the attempt.
connection_handle start(const connect_parameters& parameters, std::vector<std::string>& notices) {
  const libpq& pq = libpq::loaded();
  conninfo wanted(parameters);
  const char* const* keywords = wanted.keywords();
  connection_handle started(pq.connect_start(keywords, wanted.values.data(), 0));
  if (!started) throw std::bad_alloc();
  pq.set_error_verbosity(started.get(), PQERRORS_VERBOSE);  // with it comes the SQLSTATE
  pq.set_notice_receiver(started.get(), keep_notice, &notices);
  return started;
}

/// True if the server can be tried at all: the parameters make sense.
bool make_sense(const connect_parameters& parameters) {
  conninfo wanted(parameters);
  wanted.add("connect_timeout", "2");
  const char* const* keywords = wanted.keywords();
  return libpq::loaded().ping(keywords, wanted.values.data(), 0) != PQPING_NO_ATTEMPT;
}

/// A descriptor that the loop watches for a while and libpq still owns.
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

bool is_sqlstate(std::string_view text) {
  return text.size() == 5 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
         });
}

/// Takes what verbosity added out of libpq's words ("FATAL:  28P01: password …" and a line
/// "LOCATION:  …") and gives the last SQLSTATE among it.
std::string take_sqlstate(std::string& words) {
  constexpr std::string_view before = ":  ";
  std::string sqlstate;
  for (std::size_t at = 0; (at = words.find(before, at)) != std::string::npos;) {
    at += before.size();
    if (!is_sqlstate(std::string_view(words).substr(at, 5)) || words.substr(at + 5, 2) != ": ") {
      continue;
    }
    sqlstate = words.substr(at, 5);
    words.erase(at, 7);
  }
  std::vector<std::string> kept;
  for (const std::string_view line : split(words, '\n')) {
    if (!line.starts_with("LOCATION:  ")) kept.emplace_back(line);
  }
  words = join(kept, "\n");
  return sqlstate;
}

/// Why the connection failed, as libpq's message says.
connect_attempt failed(const PGconn* connection) {
  constexpr std::string_view cannot_connect_now = "57P03";
  connect_attempt attempt{nullptr, libpq::loaded().error_message(connection), "", true};
  attempt.sqlstate = take_sqlstate(attempt.words);
  attempt.words = trim(attempt.words);
  // A bad certificate means that the server is up; do not retry. OpenSSL's words are always
  // English.
  const bool wrong_one = attempt.words.find("certificate") != std::string::npos;
  attempt.may_succeed_later =
      attempt.sqlstate.empty() ? !wrong_one : attempt.sqlstate == cannot_connect_now;
  return attempt;
}

/// A socket of the machine is connected at once: no wait before the first packet is needed.
PostgresPollingStatusType greet(PGconn* connection) {
  const libpq& pq = libpq::loaded();
  pollfd socket{pq.socket(connection), POLLOUT, 0};
  const bool is_connected = pq.status(connection) != CONNECTION_BAD && ::poll(&socket, 1, 0) == 1;
  return is_connected ? pq.connect_poll(connection) : PGRES_POLLING_WRITING;
}

task<connect_attempt> attempt_without_limit(const connect_parameters& parameters,
                                            thread_pool& pool) {
  const auto executor = co_await boost::asio::this_coro::executor;
  std::vector<std::string> notices;
  PostgresPollingStatusType wanted = PGRES_POLLING_WRITING;
  auto begin = [&] {
    connection_handle started = start(parameters, notices);
    wanted = greet(started.get());
    return started;
  };
  connection_handle connection = co_await offload(pool, begin);
  const libpq& pq = libpq::loaded();
  if (pq.status(connection.get()) == CONNECTION_BAD) {
    connect_attempt attempt = failed(connection.get());
    auto ask = [&parameters] { return make_sense(parameters); };
    attempt.may_succeed_later = co_await offload(pool, ask);
    co_return attempt;
  }
  while (wanted == PGRES_POLLING_READING || wanted == PGRES_POLLING_WRITING) {
    {
      // libpq may have taken another socket meanwhile.
      borrowed_descriptor socket(executor, pq.socket(connection.get()));
      co_await socket.wait(wanted == PGRES_POLLING_READING ? descriptor::wait_read
                                                           : descriptor::wait_write);
    }
    auto go_on = [&] { return pq.connect_poll(connection.get()); };
    wanted = co_await offload(pool, go_on);
  }
  if (wanted != PGRES_POLLING_OK) co_return failed(connection.get());
  pq.set_error_verbosity(connection.get(), PQERRORS_DEFAULT);
  connect_attempt attempt{std::move(connection), "", "", false, std::move(notices)};
  co_return attempt;
}

}  // namespace

task<connect_attempt> attempt_to_connect(connect_parameters parameters,
                                         std::optional<std::chrono::seconds> limit,
                                         thread_pool& pool) {
  if (!limit) co_return co_await attempt_without_limit(parameters, pool);
  outcome<connect_attempt> made;
  co_await made.capture(with_timeout(attempt_without_limit(parameters, pool), *limit));
  if (!is_timeout(made.failure())) co_return made.take();
  connect_attempt attempt{nullptr, "", "", true};
  attempt.words = fmt::format("no answer within {}",
                              counted(static_cast<std::size_t>(limit->count()), "second"));
  co_return attempt;
}

}  // namespace fz::postgresql
