#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace fz::http {

/// One request that was answered, as an access log may show it: no header, no body, no query.
struct access_record {
  std::string_view peer;  ///< the client's address; behind a proxy, the address that it forwards
  std::string_view method;
  std::string_view path;   ///< decoded; may hold anything
  std::string_view route;  ///< "/users/{user_id}", or empty where nothing answers
  int status = 0;
  std::size_t bytes = 0;  ///< of the body
  std::chrono::nanoseconds duration{};
};

/// How the server reports what happens. Called on the loop's thread. An interface because core
/// writes no logs.
class observer {
 public:
  virtual ~observer() = default;

  /// The server listens at this address now.
  virtual void listening(std::string_view /*address*/) {}
  virtual void answered(const access_record& /*request*/) {}
  /// A request failed and was answered with 500; `why` may show names of tables and files.
  virtual void failed(std::string_view /*route*/, std::string_view /*why*/) {}
  /// Called a few times a second, for what is buffered.
  virtual void tick() {}
};

}  // namespace fz::http
