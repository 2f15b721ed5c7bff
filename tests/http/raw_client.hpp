#pragma once

#include "core/async/task.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace fz::http {

/// A client on the loop of the server that it asks; sends bytes as they are given.
class raw_client {
 public:
  /// `address`: "127.0.0.1:8000"
  task<> connect(std::string address) {
    namespace asio = boost::asio;
    const auto executor = co_await asio::this_coro::executor;
    socket_.emplace(executor);
    const std::size_t colon = address.rfind(':');
    const asio::ip::tcp::endpoint to(
        asio::ip::make_address(address.substr(0, colon)),
        static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
    co_await socket_->async_connect(to, asio::use_awaitable);
  }

  /// `bytes` must last until it is sent.
  task<> send(std::string_view bytes) {
    co_await boost::asio::async_write(*socket_, boost::asio::buffer(bytes.data(), bytes.size()),
                                      boost::asio::use_awaitable);
  }

  /// What comes until `end` has come, or the connection has ended.
  task<std::string> read_until(std::string end) {
    while (input_.find(end) == std::string::npos && co_await receive()) {
    }
    const std::size_t size = std::min(input_.find(end), input_.size() - end.size()) + end.size();
    std::string result =
        input_.substr(0, input_.find(end) == std::string::npos ? input_.size() : size);
    input_.erase(0, result.size());
    co_return result;
  }

  task<std::string> read_to_end() {
    // g++ 12 makes an empty loop around a co_await end in an illegal instruction.
    bool more = true;
    while (more) more = co_await receive();
    co_return std::move(input_);
  }

  void close() { socket_.reset(); }

 private:
  task<bool> receive() {
    std::array<char, 4096> bytes{};
    boost::system::error_code problem;
    const std::size_t size = co_await socket_->async_read_some(
        boost::asio::buffer(bytes),
        boost::asio::redirect_error(boost::asio::use_awaitable, problem));
    input_.append(bytes.data(), size);
    co_return !problem;
  }

  std::optional<boost::asio::ip::tcp::socket> socket_;
  std::string input_;
};

}  // namespace fz::http
