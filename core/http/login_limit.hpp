#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace fz::http {

/// Counts failed logins by client and by account: after a number of them within a time, no more are
/// tried until that time is over.
class login_limit {
 public:
  using clock = std::chrono::steady_clock;

  /// 0 `attempts`: no limit.
  login_limit(std::size_t attempts, std::chrono::milliseconds window)
      : attempts_(attempts), window_(window) {}

  /// How long the client must wait before it may try this account; nothing if it may try now.
  std::optional<std::chrono::seconds> wait(const std::string& client, const std::string& account,
                                           clock::time_point now) const;

  void failed(const std::string& client, const std::string& account, clock::time_point now);
  void succeeded(const std::string& account);

 private:
  struct count {
    std::size_t failures = 0;
    clock::time_point until;
  };
  struct entry {
    std::string name;
    clock::time_point until;
  };
  /// The queue bounds the map, and finds what has expired without a look at the rest.
  struct counts {
    std::map<std::string, count> by_name;
    std::deque<entry> oldest_first;
  };

  std::optional<std::chrono::seconds> wait(const counts& of, const std::string& name,
                                           clock::time_point now) const;
  void add(counts& to, const std::string& name, clock::time_point now);
  static void forget_oldest(counts& of);

  std::size_t attempts_;
  std::chrono::milliseconds window_;
  counts clients_;
  counts accounts_;
};

}  // namespace fz::http
