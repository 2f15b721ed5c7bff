#include "core/http/server_connection.hpp"

#include "core/async/outcome.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fz::http {

namespace asio = boost::asio;
using progress = request_parser::progress;

namespace {

constexpr std::size_t header_read = 4 * 1024;
constexpr std::size_t body_read = 16 * 1024;
constexpr std::string_view not_a_request = "Invalid HTTP request received.";
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

/// The connection is closed, by the client or by this side: nothing can be sent.
struct connection_closed {};

std::string to_text(const asio::ip::tcp::endpoint& endpoint) {
  const bool v6 = endpoint.address().is_v6();
  return fmt::format("{}{}{}:{}", v6 ? "[" : "", endpoint.address().to_string(), v6 ? "]" : "",
                     endpoint.port());
}

response refusal(progress why) {
  switch (why) {
    case progress::header_too_large:
      return detail(431, "Request Header Fields Too Large");
    case progress::body_too_large:
      return detail(413, "Content Too Large");
    default:
      return content(400, "text/plain; charset=utf-8", std::string(not_a_request));
  }
}

}  // namespace

server_connection::server_connection(server& owner, asio::ip::tcp::socket socket)
    : server_(owner), socket_(std::move(socket)), parser_(request_, owner.limits_) {
  server_.connections_.push_front(this);
  place_ = server_.connections_.begin();
  ++server_.counts_.open;
  ++server_.counts_.accepted;
  enter(phase::idle);
}

server_connection::~server_connection() { server_.ended(place_); }

task<> server_connection::run() {
  try {
    read_addresses();
    while (!is_stopping_ && co_await read_request()) {
      if (!co_await answer_request()) break;
      parser_.restart();
      if (input_.empty() && input_.capacity() > body_read) std::string().swap(input_);
      enter(phase::idle);
    }
    co_await close_gently();
  } catch (const connection_closed&) {
    // The client is gone.
  }
}

void server_connection::read_addresses() {
  boost::system::error_code ignored;
  const auto peer = socket_.remote_endpoint(ignored);
  const auto local = socket_.local_endpoint(ignored);
  request_.peer = peer.address().to_string();
  request_.from_loopback = peer.address().is_loopback();
  request_.local_address = to_text(local);
}

void server_connection::enter(phase next) {
  phase_ = next;
  const limits& allowed = server_.limits_;
  switch (next) {
    case phase::idle:
      deadline_ = server_.deadline_in(allowed.idle_time);
      break;
    case phase::header:
      deadline_ = server_.deadline_in(allowed.header_time);
      break;
    case phase::body:
    case phase::writing:
      deadline_ = server_.deadline_in(allowed.body_time);
      break;
    case phase::answering:
      deadline_ = clock::time_point::max();
  }
}

void server_connection::look_at(clock::time_point now) {
  if (now < deadline_) return;
  deadline_ = clock::time_point::max();
  is_late_ = true;
  if (phase_ == phase::header || phase_ == phase::body) {
    socket_.cancel();
  } else {
    abort();
  }
}

void server_connection::stop() {
  is_stopping_ = true;
  if (phase_ == phase::idle) abort();
}

void server_connection::abort() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

/// Reads one request; false if the connection is to be closed instead.
task<bool> server_connection::read_request() {
  progress now = input_.empty() ? progress::needs_header : parser_.read(input_);
  for (;;) {
    input_.erase(0, parser_.consumed());
    if (now == progress::complete) co_return true;
    if (now != progress::needs_header && now != progress::needs_body) {
      co_await refuse(now);
      co_return false;
    }
    if (now == progress::needs_header && phase_ == phase::idle && !parser_.is_idle()) {
      enter(phase::header);
    }
    if (now == progress::needs_body && phase_ != phase::body) {
      enter(phase::body);
      if (parser_.expects_continue() && input_.empty()) co_await write(go_on);
    }
    if (!co_await receive()) co_return false;
    now = parser_.read(input_);
  }
}

/// Appends more bytes to the input; false if that took too long; the client has its answer then.
task<bool> server_connection::receive() {
  const std::size_t before = input_.size();
  const std::size_t read_size = phase_ == phase::body ? body_read : header_read;
  input_.resize(before + read_size);
  boost::system::error_code problem;
  const std::size_t size =
      co_await socket_.async_read_some(asio::buffer(input_.data() + before, read_size),
                                       asio::redirect_error(asio::use_awaitable, problem));
  input_.resize(before + size);
  if (!problem) co_return true;
  if (!is_late_ || !socket_.is_open()) throw connection_closed{};
  ++server_.counts_.refused;
  response late = detail(408, "Request Timeout");
  framing how{.keeps_alive = false};
  co_await send(late, how);
  co_return false;
}

task<> server_connection::refuse(progress why) {
  ++server_.counts_.refused;
  const response answer = refusal(why);
  const framing how{.keeps_alive = false};
  const auto begun = clock::now();
  request_.path.clear();
  request_.method.clear();
  co_await send(answer, how);
  report(answer, begun);
}

/// False if the connection is to be closed.
task<bool> server_connection::answer_request() {
  const auto begun = clock::now();
  enter(phase::answering);
  const response answer = co_await make_answer();
  framing how;
  how.is_head = request_.method == "HEAD";
  how.is_http_1_0 = parser_.is_http_1_0();
  how.keeps_alive = parser_.keeps_alive() && !answer.closes && !is_stopping_;
  if (answer.more && how.is_http_1_0) how.keeps_alive = false;
  co_await send(answer, how);
  report(answer, begun);
  co_return how.keeps_alive;
}

task<response> server_connection::make_answer() {
  if (parser_.is_websocket()) {
    response refused;
    refused.status = 403;
    refused.content_type = {};
    refused.closes = true;
    co_return refused;
  }
  std::string why;
  try {
    co_return co_await server_.answer_(request_);
  } catch (const std::exception& e) {
    why = e.what();
  }
  server_.observer_.failed(request_.path, why);
  response failed = content(500, "text/plain; charset=utf-8", "Internal Server Error");
  co_return failed;
}

void server_connection::report(const response& answer, clock::time_point begun) {
  access_record record;
  record.peer = client_of(request_);
  record.method = request_.method;
  record.path = request_.path;
  record.route = answer.route;
  record.status = answer.status;
  record.bytes = answer.content().size();
  record.duration = clock::now() - begun;
  server_.observer_.answered(record);
}

task<> server_connection::send(const response& answer, const framing& how) {
  enter(phase::writing);
  output_.clear();
  append_head(output_, answer, how, server_.date());
  if (how.is_head) {
    co_await write(output_);
  } else if (answer.more) {
    co_await send_pieces(answer, how);
  } else {
    co_await write(output_, answer.content());
  }
}

task<> server_connection::send_pieces(const response& answer, const framing& how) {
  std::string piece(answer.content());
  while (!piece.empty()) {
    if (how.is_http_1_0) {
      output_ += piece;
    } else {
      output_ += fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);
    }
    co_await write(output_);
    output_.clear();
    enter(phase::writing);
    // The head is sent: a failure can only be shown by closing early.
    outcome<std::string> next;
    co_await next.capture(answer.more());
    if (next.failure()) {
      server_.observer_.failed(answer.route, "The list could not be read to its end.");
      throw connection_closed{};
    }
    piece = next.take();
  }
  if (!how.is_http_1_0) co_await write("0\r\n\r\n");
}

task<> server_connection::write(std::string_view bytes) {
  boost::system::error_code problem;
  co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()),
                             asio::redirect_error(asio::use_awaitable, problem));
  if (problem) throw connection_closed{};
}

task<> server_connection::write(std::string_view head, std::string_view body) {
  const std::array<asio::const_buffer, 2> both = {asio::buffer(head.data(), head.size()),
                                                  asio::buffer(body.data(), body.size())};
  boost::system::error_code problem;
  co_await asio::async_write(socket_, both, asio::redirect_error(asio::use_awaitable, problem));
  if (problem) throw connection_closed{};
}

/// Lets the client read the answer before the connection is closed: what it still sends is ignored
/// for a second, because closing with unread bytes would reset the connection.
task<> server_connection::close_gently() {
  boost::system::error_code problem;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, problem);
  if (problem) co_return;
  deadline_ = server_.deadline_in(std::chrono::seconds(1));
  phase_ = phase::idle;
  is_late_ = false;
  std::array<char, 4096> passed_over;
  for (std::size_t total = 0; !problem && total < 1024 * 1024;) {
    total += co_await socket_.async_read_some(asio::buffer(passed_over),
                                              asio::redirect_error(asio::use_awaitable, problem));
  }
}

}  // namespace fz::http
