#include "core/http/error_list.hpp"
#include "core/http/form.hpp"
#include "core/http/user_endpoints.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz::http {
namespace {

/// A field of a form, or null; an empty field counts as missing.
const std::string* field(const form& sent, std::string_view name) {
  const std::string* value = last_value(sent.fields, name);
  return value == nullptr || value->empty() ? nullptr : value;
}

/// What is wrong with the form of a login.
error_list check(const form& sent) {
  error_list errors;
  const std::string* grant = field(sent, "grant_type");
  if (grant != nullptr && *grant != "password") {
    errors.add({"string_pattern_mismatch", location("body", "grant_type"),
                "String should match pattern '^password$'", to_json(std::string_view(*grant)),
                R"({"pattern":"^password$"})"});
  }
  for (const std::string_view name : {"username", "password"}) {
    if (field(sent, name) != nullptr) continue;
    errors.add({"missing", location("body", name), "Field required", "null"});
  }
  return errors;
}

response too_many_attempts(std::chrono::seconds wait) {
  response refused = detail(429, "Too Many Requests");
  refused.headers = fmt::format("retry-after: {}\r\n", wait.count());
  return refused;
}

task<response> log_in(service_context& context, request& asked) {
  const form sent = read_form(asked.content_type, asked.body);
  if (!sent.problem.empty()) co_return detail(400, sent.problem);
  const error_list errors = check(sent);
  if (!errors.empty()) co_return unprocessable(errors.body());

  const std::string email = *field(sent, "username");
  const std::string client(client_of(asked));
  const auto now = login_limit::clock::now();
  if (const auto wait = context.logins.wait(client, email, now)) co_return too_many_attempts(*wait);

  // PostgreSQL refuses a parameter with a NUL.
  const bool can_exist = is_utf8(email) && email.find('\0') == std::string::npos;
  std::optional<stored_password> user;
  if (can_exist) user = co_await context.store.find_by_email(email);
  std::optional<std::string> hash;
  if (user && !user->hash.empty()) hash = user->hash;
  const bool right = co_await context.passwords.verify(hash, *field(sent, "password"));
  context.counted.count_login(right);
  if (right) {
    context.logins.succeeded(email);
    co_return token_answer(context, user->owner.email);
  }
  context.logins.failed(client, email, now);
  co_return detail(401, "Incorrect email or password");
}

task<response> refresh(service_context& context, request& asked) {
  caller who = co_await authenticate(context, asked);
  if (!who.user) co_return std::move(who.refusal);
  co_return token_answer(context, who.user->owner.email);
}

}  // namespace

void add_token_endpoints(router& to, service_context& context) {
  to.add("POST", "/auth/token",
         [&](request& asked, const std::string&) { return log_in(context, asked); });
  to.add("POST", "/auth/refresh_token",
         [&](request& asked, const std::string&) { return refresh(context, asked); });
}

}  // namespace fz::http
