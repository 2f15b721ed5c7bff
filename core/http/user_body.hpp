#pragma once

#include "core/http/error_list.hpp"
#include "core/http/json_value.hpp"
#include "core/http/request.hpp"
#include "core/http/response.hpp"
#include "core/users/account_rules.hpp"

#include <optional>
#include <string>

namespace fz::http {

/// The body of a request as FastAPI reads it for an endpoint that takes a model.
struct decoded_body {
  std::optional<json_value> json = {};  ///< nothing: no body, or one that is not JSON
  std::string text = {};                ///< of a body that is not JSON
  bool is_empty = false;
  std::optional<response> refusal = {};  ///< 400, or 422 for JSON with a mistake
};
decoded_body decode_body(const request& asked);

/// An account as a client wants it: the address is normalized.
struct user_fields {
  std::string username;
  std::string email;
  std::string password;
};

/// The fields in a body, as the project's rules allow them; everything that is wrong with them is
/// added to `errors`. They never show the password.
user_fields read_user(const decoded_body& body, const account_rules& rules, error_list& errors);

/// Only the password, for an administrator who sets it.
std::string read_password(const decoded_body& body, const account_rules& rules, error_list& errors);

}  // namespace fz::http
