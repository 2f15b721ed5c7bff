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
  const auto found = of.by_name.find(name.substr(0, longest_name));
  if (found == of.by_name.end() || found->second.failures < attempts_ ||
      found->second.until <= now) {
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
  while (!to.oldest_first.empty() &&
         (to.oldest_first.size() >= most_names || to.oldest_first.front().until <= now)) {
    forget_oldest(to);
  }
  const auto [own, is_new] =
      to.by_name.try_emplace(name.substr(0, longest_name), count{0, now + window_});
  if (is_new) to.oldest_first.push_back({own->first, own->second.until});
  ++own->second.failures;
}

void login_limit::forget_oldest(counts& of) {
  const entry& oldest = of.oldest_first.front();
  // After a login the name may have a new count.
  const auto found = of.by_name.find(oldest.name);
  if (found != of.by_name.end() && found->second.until == oldest.until) of.by_name.erase(found);
  of.oldest_first.pop_front();
}

void login_limit::succeeded(const std::string& account) {
  accounts_.by_name.erase(account.substr(0, longest_name));
}

}  // namespace fz::http
