#include "core/http/request_parser.hpp"

#include "core/http/percent.hpp"
#include "core/http/target.hpp"
#include "core/util/text.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <optional>

namespace fz::http {

namespace beast = boost::beast::http;

/// One message as Beast reads it: the fields that matter and the body are kept, nothing else.
class request_parser::message final : public beast::basic_parser<true> {
 public:
  message(request& into, const limits& allowed) : into_(into) {
    header_limit(static_cast<std::uint32_t>(allowed.header));
    body_limit(allowed.body);
    eager(true);
  }

  /// False if the fields contradict each other, or two readers could understand them in
  /// two ways: RFC 9112, 6.3, and 3.2 for Host.
  bool is_plain() const {
    if (lengths_ > 1 || codings_ > 1 || hosts_ > 1) return false;
    if (lengths_ == 1 && codings_ == 1) return false;
    return !(codings_ == 1 && (!is_chunked_ || is_http_1_0)) && has_good_length_;
  }

  bool is_http_1_0 = false;
  bool expects_continue = false;
  bool is_websocket = false;

 private:
  using error_code = boost::beast::error_code;
  using text = boost::beast::string_view;

  void on_request_impl(beast::verb, text method, text sent_target, int version,
                       error_code&) override {
    into_.method.assign(method.data(), method.size());
    into_.target.assign(sent_target.data(), sent_target.size());
    is_http_1_0 = version == 10;
  }

  void on_response_impl(int, text, int, error_code&) override {}

  void on_field_impl(beast::field name, text name_text, text sent, error_code&) override {
    if (is_header_done()) return;  // a trailer
    const std::string_view value(sent.data(), sent.size());
    switch (name) {
      case beast::field::host:
        ++hosts_;
        into_.has_host = true;
        into_.host = value;
        break;
      case beast::field::authorization:
        if (into_.authorization.empty()) into_.authorization = value;
        break;
      case beast::field::content_type:
        if (into_.content_type.empty()) into_.content_type = value;
        break;
      case beast::field::content_length:
        ++lengths_;
        has_good_length_ = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
          return c >= '0' && c <= '9';
        });
        break;
      case beast::field::transfer_encoding:
        ++codings_;
        is_chunked_ = to_lower(value) == "chunked";
        break;
      case beast::field::expect:
        expects_continue = to_lower(value) == "100-continue";
        break;
      case beast::field::upgrade:
        is_websocket = to_lower(value) == "websocket";
        break;
      case beast::field::unknown:
        take_forwarded(to_lower({name_text.data(), name_text.size()}), value);
        break;
      default:
        break;
    }
  }

  void take_forwarded(std::string_view name, std::string_view value) {
    if (name == "x-forwarded-for") into_.forwarded_for = value;
    if (name == "x-forwarded-proto") into_.forwarded_proto = value;
  }

  void on_header_impl(error_code&) override {}

  void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}

  std::size_t on_body_impl(text piece, error_code&) override {
    into_.body.append(piece.data(), piece.size());
    return piece.size();
  }

  void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}

  std::size_t on_chunk_body_impl(std::uint64_t, text piece, error_code&) override {
    into_.body.append(piece.data(), piece.size());
    return piece.size();
  }

  void on_finish_impl(error_code&) override {}

  request& into_;
  std::size_t lengths_ = 0;
  std::size_t codings_ = 0;
  std::size_t hosts_ = 0;
  bool is_chunked_ = false;
  bool has_good_length_ = true;
};

request_parser::request_parser(request& into, const limits& allowed)
    : request_(into), limits_(allowed) {}

request_parser::~request_parser() = default;

void request_parser::restart() {
  head_.restart();
  message_.reset();
  request_.has_host = false;
  for (std::string* each :
       {&request_.body, &request_.host, &request_.authorization, &request_.content_type,
        &request_.forwarded_for, &request_.forwarded_proto}) {
    each->clear();
  }
  if (request_.body.capacity() > 64 * 1024) std::string().swap(request_.body);
  is_idle_ = true;
  consumed_ = 0;
}

request_parser::progress request_parser::read(std::string_view bytes) {
  consumed_ = 0;
  if (!bytes.empty()) is_idle_ = false;
  return message_ ? read_body(bytes) : read_header(bytes);
}

request_parser::progress request_parser::read_header(std::string_view bytes) {
  const request_head::state state = head_.read(bytes.substr(0, limits_.header + 1));
  if (state == request_head::state::invalid) return progress::invalid;
  if (head_.size() > limits_.header) return progress::header_too_large;
  if (state == request_head::state::incomplete) return progress::needs_header;

  message_ = std::make_unique<message>(request_, limits_);
  const std::string_view header = bytes.substr(head_.begin(), head_.size() - head_.begin());
  boost::beast::error_code problem;
  message_->put(boost::asio::const_buffer(header.data(), header.size()), problem);
  consumed_ = head_.size();
  if (problem == beast::error::body_limit) return progress::body_too_large;
  if (problem && problem != beast::error::need_more) return progress::invalid;
  if (!message_->is_header_done() || !take_header()) return progress::invalid;
  if (message_->is_done()) return progress::complete;
  const std::size_t header_size = consumed_;
  const progress body = read_body(bytes.substr(header_size));
  consumed_ += header_size;
  return body;
}

bool request_parser::take_header() {
  target parts;
  if (!message_->is_plain() || !read_target(request_.target, parts)) return false;
  request_.path = percent_decode(parts.path);
  request_.query = parts.query;
  is_http_1_0_ = message_->is_http_1_0;
  keeps_alive_ = message_->keep_alive() && !is_http_1_0_;
  expects_continue_ = message_->expects_continue && !is_http_1_0_;
  is_websocket_ = message_->is_websocket;
  return true;
}

request_parser::progress request_parser::read_body(std::string_view bytes) {
  consumed_ = 0;
  while (!message_->is_done()) {
    if (consumed_ == bytes.size()) return progress::needs_body;
    // No line within a chunked body is longer than a header may be, however the bytes come.
    const std::size_t window = std::min(bytes.size() - consumed_, limits_.header);
    boost::beast::error_code problem;
    const std::size_t taken =
        message_->put(boost::asio::const_buffer(bytes.data() + consumed_, window), problem);
    consumed_ += taken;
    if (problem == beast::error::body_limit) return progress::body_too_large;
    if (problem && problem != beast::error::need_more) return progress::invalid;
    if (taken > 0 || message_->is_done()) continue;
    return window == limits_.header ? progress::invalid : progress::needs_body;
  }
  return progress::complete;
}

}  // namespace fz::http
