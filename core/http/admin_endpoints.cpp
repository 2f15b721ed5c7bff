#include "core/http/user_endpoints.hpp"

namespace fz::http {

void add_admin_endpoints(router&, service_context&) {}

}  // namespace fz::http
