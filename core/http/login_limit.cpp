#include "core/http/login_limit.hpp"

#include <algorithm>

namespace fz::http {
namespace {

/// So that invented names cannot fill the memory.
constexpr std::size_t most_names = 10'000;
constexpr std::size_t longest_name = 320;

}  // namespace

std::optional<std::chrono::seconds> login_limit::wait(const std::string& client,
                                                      const std::string& account,
                                                      clock::time_point now) const {
  if (attempts_ == 0) return std::nullopt;
  return std::max(wait(clients_, client, now), wait(accounts_, account, now));
}

std::optional<std::chrono::seconds> login_limit::wait(const counts& of, const std::string& name,
                                                      clock::time_point now) const {
  const auto found = of.find(name.substr(0, longest_name));
  if (found == of.end() || found->second.failures < attempts_ || found->second.until <= now) {
    return std::nullopt;
  }
  return std::chrono::ceil<std::chrono::seconds>(found->second.until - now);
}

void login_limit::failed(const std::string& client, const std::string& account,
                         clock::time_point now) {
  if (attempts_ == 0) return;
  add(clients_, client, now);
  add(accounts_, account, now);
}

void login_limit::add(counts& to, const std::string& name, clock::time_point now) {
  if (to.size() >= most_names) {
    std::erase_if(to, [&](const auto& each) { return each.second.until <= now; });
    if (to.size() >= most_names) to.erase(to.begin());
  }
  count& own = to[name.substr(0, longest_name)];
  if (own.until <= now) own = {0, now + window_};
  ++own.failures;
}

void login_limit::succeeded(const std::string& account) {
  accounts_.erase(account.substr(0, longest_name));
}

}  // namespace fz::http
