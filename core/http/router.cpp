#include "core/http/router.hpp"

#include "core/http/percent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fz::http {
namespace {

bool matches(std::string_view pattern, std::string_view path, std::string& parameter) {
  const std::size_t open = pattern.find('{');
  if (open == std::string_view::npos) return pattern == path;
  const std::string_view behind = pattern.substr(pattern.find('}') + 1);
  if (path.size() <= open + behind.size() || !path.starts_with(pattern.substr(0, open)) ||
      !path.ends_with(behind)) {
    return false;
  }
  parameter = path.substr(open, path.size() - open - behind.size());
  return parameter.find('/') == std::string::npos;
}

bool serves(std::string_view method, std::string_view asked) {
  return method == asked || (method == "GET" && asked == "HEAD");
}

/// "GET, HEAD, POST"
std::string allowed(const std::vector<std::pair<std::string_view, action>>& actions) {
  std::string result;
  for (const std::string_view method : {"DELETE", "GET", "HEAD", "POST", "PUT"}) {
    const bool is_served = std::any_of(actions.begin(), actions.end(), [&](const auto& each) {
      return serves(each.first, method);
    });
    if (is_served) result += (result.empty() ? "" : ", ") + std::string(method);
  }
  return result;
}

/// The path with a `/` at the end, or without any.
std::string twin_of(std::string_view path) {
  if (!path.ends_with('/')) return std::string(path) + '/';
  const std::size_t last = path.find_last_not_of('/');
  return std::string(path.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

std::string location_of(const request& asked, const std::string& path) {
  const bool https = asked.from_loopback && asked.forwarded_proto == "https";
  std::string url = fmt::format("{}://{}{}", https ? "https" : "http",
                                asked.has_host ? asked.host : asked.local_address, path);
  if (!asked.query.empty()) url += '?' + asked.query;
  return quote_location(url);
}

}  // namespace

void router::add(std::string_view method, std::string_view pattern, action what) {
  auto known = std::find_if(routes_.begin(), routes_.end(),
                            [&](const route& each) { return each.pattern == pattern; });
  if (known == routes_.end()) {
    routes_.push_back({pattern, {}});
    known = routes_.end() - 1;
  }
  known->actions.emplace_back(method, std::move(what));
}

const router::route* router::find(std::string_view path, std::string& parameter) const {
  const auto found = std::find_if(routes_.begin(), routes_.end(), [&](const route& each) {
    return matches(each.pattern, path, parameter);
  });
  return found == routes_.end() ? nullptr : &*found;
}

task<response> router::answer(request& asked) const {
  std::string parameter;
  const route* found = find(asked.path, parameter);
  if (found == nullptr) co_return without_route(asked);
  const auto what =
      std::find_if(found->actions.begin(), found->actions.end(),
                   [&](const auto& each) { return serves(each.first, asked.method); });
  if (what == found->actions.end()) {
    response refused = detail(405, "Method Not Allowed");
    refused.headers = fmt::format("allow: {}\r\n", allowed(found->actions));
    refused.route = found->pattern;
    co_return refused;
  }
  response answer = co_await what->second(asked, std::move(parameter));
  answer.route = found->pattern;
  co_return answer;
}

response router::without_route(const request& asked) const {
  std::string parameter;
  const std::string twin = twin_of(asked.path);
  if (asked.path == "/" || find(twin, parameter) == nullptr) return detail(404, "Not Found");
  response redirection;
  redirection.status = 307;
  redirection.content_type = {};
  redirection.headers = fmt::format("location: {}\r\n", location_of(asked, twin));
  return redirection;
}

}  // namespace fz::http
