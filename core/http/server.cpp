#include "core/http/server.hpp"

#include "core/async/alongside.hpp"
#include "core/async/sleep.hpp"
#include "core/http/server_connection.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <utility>

namespace fz::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

constexpr auto between_looks = std::chrono::milliseconds(200);
constexpr auto longest_look = std::chrono::milliseconds(1000);
constexpr auto after_failed_accept = std::chrono::milliseconds(50);
constexpr int backlog = 1024;

constexpr std::string_view too_many =
    "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 1\r\n"
    "connection: close\r\n\r\n";

error cannot_listen(const endpoint& at, const std::string& why) {
  return error(error_kind::config, fmt::format("The server cannot listen at {} port {}: {}.",
                                               printable(at.host), at.port, why));
}

task<> run_connection(std::unique_ptr<server_connection> connection) { co_await connection->run(); }

}  // namespace

server::server(handler answer, limits allowed, observer& watcher)
    : answer_(std::move(answer)), limits_(allowed), observer_(watcher) {}

server::~server() = default;

task<> server::listen(endpoint at) {
  const auto executor = co_await asio::this_coro::executor;
  boost::system::error_code problem;
  const auto host = at.host == "localhost" ? asio::ip::address_v4::loopback()
                                           : asio::ip::make_address(at.host, problem);
  if (problem) throw cannot_listen(at, "it is not an IP address");
  const tcp::endpoint endpoint(host, at.port);
  acceptor_.emplace(executor);
  acceptor_->open(endpoint.protocol(), problem);
  if (!problem) acceptor_->set_option(tcp::acceptor::reuse_address(true), problem);
  if (!problem) acceptor_->bind(endpoint, problem);
  if (!problem) acceptor_->listen(backlog, problem);
  if (problem) throw cannot_listen(at, problem.message());
  const auto port = acceptor_->local_endpoint().port();
  address_ = host.is_v6() ? fmt::format("[{}]:{}", host.to_string(), port)
                          : fmt::format("{}:{}", host.to_string(), port);
  observer_.listening(address_);
}

task<> server::serve() {
  outcome<void> ended;
  co_await ended.capture(run_alongside<void>(accept_all(), watch_times()));
  co_await asio::this_coro::throw_if_cancelled(false);
  boost::system::error_code ignored;
  acceptor_->close(ignored);
  co_await finish();
}

task<> server::accept_all() {
  for (;;) {
    boost::system::error_code problem;
    tcp::socket socket =
        co_await acceptor_->async_accept(asio::redirect_error(asio::use_awaitable, problem));
    if (problem == asio::error::operation_aborted) co_return;
    if (problem) {
      // Out of descriptors or memory: wait for connections to close.
      co_await sleep(after_failed_accept);
    } else if (connections_.size() >= limits_.connections) {
      turn_away(std::move(socket));
    } else {
      start(std::move(socket));
    }
  }
}

void server::start(tcp::socket socket) {
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const auto executor = socket.get_executor();
  auto connection = std::make_unique<server_connection>(*this, std::move(socket));
  asio::co_spawn(executor, run_connection(std::move(connection)), asio::detached);
}

void server::turn_away(tcp::socket socket) {
  ++counts_.turned_away;
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(too_many), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

task<> server::watch_times() {
  auto seen = clock::now();
  for (;;) {
    co_await sleep(between_looks);
    watch(seen);
    observer_.tick();
  }
}

void server::watch(clock::time_point& seen) {
  const auto now = clock::now();
  time_ += std::clamp<clock::duration>(now - seen, clock::duration::zero(), longest_look);
  seen = now;
  for (auto each = connections_.begin(); each != connections_.end();) {
    (*each++)->look_at(time_);
  }
}

/// Never too early, even if the time is that of the last look.
server::clock::time_point server::deadline_in(std::chrono::milliseconds duration) const {
  return time_ + between_looks + duration;
}

/// Waits for requests under way, for as long as the limits allow, then aborts them. This timeout
/// does not depend on server::time_, which does not move any more.
task<> server::finish() {
  is_stopping_ = true;
  for (server_connection* each : connections_) each->stop();
  const auto executor = co_await asio::this_coro::executor;
  all_gone_.emplace(executor, asio::steady_timer::time_point::max());
  const auto last = std::make_shared<asio::steady_timer>(executor, limits_.shutdown_time);
  last->async_wait([this, last](boost::system::error_code stopped) {
    if (stopped || !all_gone_) return;
    for (server_connection* each : connections_) each->abort();
  });
  while (!connections_.empty()) {
    boost::system::error_code woken;
    co_await all_gone_->async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  last->cancel();
  observer_.tick();
}

void server::ended(std::list<server_connection*>::iterator connection) {
  connections_.erase(connection);
  --counts_.open;
  if (connections_.empty() && all_gone_) all_gone_->cancel();
}

const std::string& server::date() {
  const auto now = static_cast<std::int64_t>(std::time(nullptr));
  if (now != date_seconds_) {
    date_ = http_date(now);
    date_seconds_ = now;
  }
  return date_;
}

}  // namespace fz::http
