#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>

// delay_proxy PORT MILLISECONDS: stands before the server at PORT of loopback and prints the port
// where it listens itself. What it forwards it holds back for half of the time in each direction,
// so a round trip takes that much longer; how much is on its way is not limited.

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using steady_clock = std::chrono::steady_clock;

/// One direction of a connection: what was read and is not due yet.
class delayed_stream {
 public:
  delayed_stream(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to,
                 steady_clock::duration delay)
      : from_(std::move(from)), to_(std::move(to)), delay_(delay), arrival_(from_->get_executor()) {
    arrival_.expires_at(steady_clock::time_point::max());
  }

  asio::awaitable<void> read() {
    std::array<char, 65536> buffer{};
    boost::system::error_code problem;
    while (!problem) {
      auto token = asio::redirect_error(asio::use_awaitable, problem);
      const std::size_t count = co_await from_->async_read_some(asio::buffer(buffer), token);
      // Nothing in it: the end, which is held back too.
      chunks_.push_back({steady_clock::now() + delay_, std::string(buffer.data(), count)});
      arrival_.cancel();
    }
  }

  asio::awaitable<void> write() {
    asio::steady_timer timer(from_->get_executor());
    boost::system::error_code problem;
    auto token = asio::redirect_error(asio::use_awaitable, problem);
    while (true) {
      while (chunks_.empty()) co_await arrival_.async_wait(token);
      const chunk next = std::move(chunks_.front());
      chunks_.pop_front();
      timer.expires_at(next.due);
      co_await timer.async_wait(token);
      if (next.data.empty()) break;
      co_await asio::async_write(*to_, asio::buffer(next.data), token);
      if (problem) break;
    }
    to_->shutdown(tcp::socket::shutdown_send, problem);
  }

 private:
  struct chunk {
    steady_clock::time_point due;
    std::string data;
  };

  std::shared_ptr<tcp::socket> from_;
  std::shared_ptr<tcp::socket> to_;
  steady_clock::duration delay_;
  asio::steady_timer arrival_;  ///< cancelled when there is another chunk
  std::deque<chunk> chunks_;
};

void forward(const std::shared_ptr<tcp::socket>& from, const std::shared_ptr<tcp::socket>& to,
             steady_clock::duration delay) {
  const auto stream = std::make_shared<delayed_stream>(from, to, delay);
  const auto executor = from->get_executor();
  const auto keep = [stream](std::exception_ptr) {};
  asio::co_spawn(executor, stream->read(), keep);
  asio::co_spawn(executor, stream->write(), keep);
}

asio::awaitable<void> serve(tcp::acceptor& acceptor, tcp::endpoint server,
                            steady_clock::duration delay) {
  while (true) {
    const auto client =
        std::make_shared<tcp::socket>(co_await acceptor.async_accept(asio::use_awaitable));
    const auto onward = std::make_shared<tcp::socket>(acceptor.get_executor());
    boost::system::error_code problem;
    onward->connect(server, problem);
    if (problem) continue;
    client->set_option(tcp::no_delay(true));
    onward->set_option(tcp::no_delay(true));
    forward(client, onward, delay);
    forward(onward, client, delay);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: delay_proxy PORT MILLISECONDS\n");
    return 2;
  }
  const auto loopback = asio::ip::address_v4::loopback();
  const tcp::endpoint server(loopback, static_cast<unsigned short>(std::atoi(argv[1])));
  const auto delay = std::chrono::microseconds(std::atoi(argv[2]) * 1000 / 2);
  asio::io_context loop(1);
  tcp::acceptor acceptor(loop, tcp::endpoint(loopback, 0));
  std::printf("%d\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  asio::co_spawn(loop, serve(acceptor, server, delay), asio::detached);
  loop.run();
  return 0;
}
