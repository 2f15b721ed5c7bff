#pragma once

#include "core/async/task.hpp"
#include "core/http/observer.hpp"
#include "core/http/request.hpp"
#include "core/http/response.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>

namespace fz::http {

/// Answers one request; what it throws becomes 500.
using handler = std::function<task<response>(request&)>;

/// Where a server listens; port 0: any that is free.
struct endpoint {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8000;
};

class server_connection;

/// An HTTP/1.1 server on the loop: one coroutine a connection, all limits in one place.
class server {
 public:
  /// The server's own time for its limits: it moves a few times a second and never jumps, so that a
  /// machine that was suspended, or a clock that a test sets, closes no connection.
  using clock = std::chrono::steady_clock;

  /// What the server counts.
  struct counts {
    std::size_t open = 0;
    std::size_t accepted = 0;
    std::size_t turned_away = 0;  ///< closed because too many were open
    std::size_t refused = 0;      ///< not valid, too large or too slow
  };

  /// `watcher` must outlive the server.
  server(handler answer, limits allowed, observer& watcher);
  server(const server&) = delete;
  server& operator=(const server&) = delete;
  ~server();

  /// Listens. Throws error(config) if the address cannot be used.
  task<> listen(endpoint at);

  /// "127.0.0.1:8000"
  const std::string& address() const noexcept { return address_; }

  /// Serves until it is cancelled; then it accepts no connection any more, closes those that wait
  /// for a request, and answers the requests under way, for as long as the limits allow.
  task<> serve();

  const counts& counted() const noexcept { return counts_; }

 private:
  friend class server_connection;

  task<> accept_all();
  void start(boost::asio::ip::tcp::socket socket);
  void turn_away(boost::asio::ip::tcp::socket socket);
  task<> watch_times();
  void watch(clock::time_point& seen);
  clock::time_point deadline_in(std::chrono::milliseconds duration) const;
  task<> finish();
  void ended(std::list<server_connection*>::iterator connection);
  const std::string& date();

  handler answer_;
  limits limits_;
  observer& observer_;
  std::optional<boost::asio::ip::tcp::acceptor> acceptor_;
  std::string address_;
  std::list<server_connection*> connections_;
  std::optional<boost::asio::steady_timer> all_gone_;
  counts counts_;
  bool is_stopping_ = false;
  clock::time_point time_{};
  std::int64_t date_seconds_ = -1;
  std::string date_;
};

}  // namespace fz::http
