#include "core/http/service_context.hpp"

#include "core/http/access_token.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz::http {
namespace {

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

response unauthorized(std::string_view sentence) {
  response refused = detail(401, sentence);
  refused.headers = "www-authenticate: Bearer\r\n";
  return refused;
}

}  // namespace

service_context::service_context(const command::context& of, engine& database)
    : ctx(of),
      store(database, of.config),
      pages(store),
      passwords(of.config.serve.waiting_logins),
      logins(of.config.serve.login_attempts, of.config.serve.login_window) {}

task<caller> authenticate(service_context& context, const request& asked) {
  caller result;
  const bearer sent = read_bearer(asked.authorization);
  if (!sent.is_bearer) {
    result.refusal = unauthorized("Not authenticated");
    co_return result;
  }
  const std::optional<std::string> email = subject_of(context.secret, sent.token, now());
  if (email) result.user = co_await context.store.find_by_email(*email);
  if (!result.user) result.refusal = unauthorized("Could not validate credentials");
  co_return result;
}

response token_answer(const service_context& context, const std::string& email) {
  const std::string token = make_access_token(context.secret, email, now() + context.token_life);
  response answer =
      content(200, "application/json",
              fmt::format("{{\"access_token\":\"{}\",\"token_type\":\"bearer\"}}", token));
  answer.headers = "cache-control: no-store\r\n";
  return answer;
}

response try_again_later(std::chrono::seconds after) {
  response answer = detail(503, "Service Unavailable");
  answer.headers = fmt::format("retry-after: {}\r\n", after.count());
  return answer;
}

response unprocessable(std::string body) {
  return content(422, "application/json", std::move(body));
}

}  // namespace fz::http
