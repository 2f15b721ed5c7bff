#pragma once

#include "core/http/router.hpp"
#include "core/http/service_context.hpp"
#include "core/http/user_body.hpp"

namespace fz::http {

/// Makes an account of checked fields: 201 with it, or 409.
task<response> create_account(service_context& context, user_fields wanted);

/// The lesson's users: POST and GET /users/, GET, PUT and DELETE /users/{user_id}.
void add_user_endpoints(router& to, service_context& context);

/// POST /auth/token and /auth/refresh_token.
void add_token_endpoints(router& to, service_context& context);

/// `/`, the exercise in HTML, the description of the API and the page that shows it.
void add_page_endpoints(router& to);

/// The page for administrators at /admin and its API.
void add_admin_endpoints(router& to, service_context& context);

}  // namespace fz::http
