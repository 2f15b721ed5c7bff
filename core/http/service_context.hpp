#pragma once

#include "core/command/context.hpp"
#include "core/http/login_limit.hpp"
#include "core/http/metrics.hpp"
#include "core/http/password_desk.hpp"
#include "core/http/request.hpp"
#include "core/http/response.hpp"
#include "core/http/shared_pages.hpp"
#include "core/http/user_store.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace fz::http {

/// What all endpoints share.
struct service_context {
  service_context(const command::context& of, engine& database);

  const command::context& ctx;
  std::string secret;
  std::chrono::minutes token_life{30};
  std::vector<std::string> admins;
  user_store store;
  shared_pages pages;
  password_desk passwords;
  login_limit logins;
  metrics counted;
};

/// The user whose token a request has; without one, `refusal` is the answer.
struct caller {
  std::optional<stored_password> user = {};
  response refusal = {};
};
task<caller> authenticate(service_context& context, const request& asked);

/// The answer of a login: a token for this address.
response token_answer(const service_context& context, const std::string& email);

/// The same for the database's own trouble: 503 with Retry-After.
response try_again_later(std::chrono::seconds after);

/// 422 with that body.
response unprocessable(std::string body);

}  // namespace fz::http
