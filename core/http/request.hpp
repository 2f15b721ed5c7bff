#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace fz::http {

/// One request, read whole. Of its header only what an answer may depend on.
struct request {
  std::string method;
  std::string target;  ///< as it was sent
  std::string path;    ///< decoded
  std::string query;   ///< as it was sent, without the `?`
  std::string body;

  bool has_host = false;
  std::string host;
  std::string authorization;
  std::string content_type;
  std::string forwarded_for;
  std::string forwarded_proto;

  std::string peer;           ///< the address of the client's socket
  std::string local_address;  ///< of the server's: "127.0.0.1:8000"
  bool from_loopback = false;

  bool is_read() const noexcept { return method == "GET" || method == "HEAD"; }
};

/// The client's address; if a proxy on this machine passed the request on, the one that it names.
std::string_view client_of(const request& from);

/// How much a client may send and how long it may take.
struct limits {
  std::size_t header = 96 * 1024;                 ///< bytes of request line and header
  std::size_t body = 1024 * 1024;                 ///< bytes
  std::size_t connections = 1000;                 ///< open at once
  std::chrono::milliseconds header_time{10'000};  ///< from the first byte to the end of the header
  std::chrono::milliseconds body_time{30'000};    ///< for the body, and for an answer to be taken
  std::chrono::milliseconds idle_time{5'000};     ///< between two requests
  std::chrono::milliseconds shutdown_time{10'000};  ///< for what is under way when the server stops
};

/// A target of this length or more is refused.
inline constexpr std::size_t longest_target = 65'535;

}  // namespace fz::http
