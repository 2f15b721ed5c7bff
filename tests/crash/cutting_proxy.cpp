// cutting_proxy SERVER_SOCKET [to_server|to_client N reset|close]
//
// Listens on a port of 127.0.0.1, which it prints, and forwards every connection to the Unix socket
// SERVER_SOCKET. Once N bytes have gone in that direction, over all connections, or on SIGUSR1, it
// cuts all of them, both ways: with a reset, or with an orderly close after which the client still
// reads what was sent. Later connections are forwarded as before. On SIGTERM it prints how many
// bytes went to the server and to the client, and ends.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <limits>
#include <list>
#include <memory>
#include <string>
#include <string_view>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using unix_stream = asio::local::stream_protocol;
using boost::system::error_code;

constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

/// Bytes in one direction, over all connections.
struct traffic {
  std::uint64_t bytes = 0;
  std::uint64_t cut_after = never;

  std::uint64_t left() const { return cut_after - bytes; }
};

struct link {
  tcp::socket client;
  unix_stream::socket server;
};

class proxy {
 public:
  proxy(asio::io_context& loop, std::string server_path, bool resets)
      : loop_(loop),
        listener_(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        server_path_(std::move(server_path)),
        resets_(resets) {}

  unsigned port() const { return listener_.local_endpoint().port(); }

  asio::awaitable<void> accept() {
    for (;;) {
      tcp::socket client = co_await listener_.async_accept(asio::use_awaitable);
      client.set_option(tcp::no_delay(true));
      auto made = std::make_shared<link>(link{std::move(client), unix_stream::socket(loop_)});
      error_code refused;
      made->server.connect(unix_stream::endpoint(server_path_), refused);
      if (refused) continue;
      links_.push_back(made);
      asio::co_spawn(loop_, forward(made, made->client, made->server, to_server), asio::detached);
      asio::co_spawn(loop_, forward(made, made->server, made->client, to_client), asio::detached);
    }
  }

  void cut_all() {
    for (const auto& each : links_) close(*each, resets_);
    links_.clear();
  }

  traffic to_server;
  traffic to_client;

 private:
  /// Forwards until one side ends, then ends the other.
  template <class From, class To>
  asio::awaitable<void> forward(std::shared_ptr<link> both, From& from, To& to, traffic& way) {
    std::array<char, 8192> bytes;
    for (;;) {
      error_code failed;
      const std::size_t size = co_await from.async_read_some(
          asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, failed));
      if (failed) break;
      // Counted before it is written: meanwhile another connection may have something to forward.
      const std::uint64_t passed = std::min<std::uint64_t>(size, way.left());
      if (passed == 0) co_return;  // the last bytes are on their way elsewhere; then all are cut
      way.bytes += passed;
      const bool is_last = way.left() == 0;
      co_await asio::async_write(to, asio::buffer(bytes.data(), passed),
                                 asio::redirect_error(asio::use_awaitable, failed));
      if (is_last) {
        way.cut_after = never;
        cut_all();
        co_return;
      }
      if (failed) break;
    }
    close(*both, false);
    links_.remove(both);
  }

  static void close(link& both, bool reset) {
    error_code ignored;
    if (reset) both.client.set_option(asio::socket_base::linger(true, 0), ignored);
    both.client.close(ignored);
    both.server.close(ignored);
  }

  asio::io_context& loop_;
  tcp::acceptor listener_;
  std::string server_path_;
  bool resets_;
  std::list<std::shared_ptr<link>> links_;
};

asio::awaitable<void> listen_for_signals(asio::io_context& loop, proxy& p) {
  asio::signal_set signals(loop, SIGUSR1, SIGTERM);
  while (co_await signals.async_wait(asio::use_awaitable) == SIGUSR1) p.cut_all();
  loop.stop();
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 2 && count != 5) {
    std::fprintf(stderr,
                 "usage: cutting_proxy SERVER_SOCKET [to_server|to_client N reset|close]\n");
    return 2;
  }
  asio::io_context loop(1);
  proxy p(loop, arguments[1], count != 5 || std::string_view(arguments[4]) == "reset");
  if (count == 5) {
    traffic& way = std::string_view(arguments[2]) == "to_server" ? p.to_server : p.to_client;
    way.cut_after = std::strtoull(arguments[3], nullptr, 10);
  }
  asio::co_spawn(loop, listen_for_signals(loop, p), asio::detached);
  asio::co_spawn(loop, p.accept(), asio::detached);
  std::printf("%u\n", p.port());
  std::fflush(stdout);
  loop.run();
  std::printf("%llu %llu\n", static_cast<unsigned long long>(p.to_server.bytes),
              static_cast<unsigned long long>(p.to_client.bytes));
} catch (const std::exception& failure) {
  std::fprintf(stderr, "cutting_proxy: %s\n", failure.what());
  return 1;
}
