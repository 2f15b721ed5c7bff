#include "core/command/listing.hpp"
#include "core/command/log.hpp"
#include "core/http/error_list.hpp"
#include "core/http/percent.hpp"
#include "core/http/user_body.hpp"
#include "core/http/user_endpoints.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fz::http {
namespace {

constexpr std::int64_t users_a_page = 50;
constexpr std::size_t audit_rows = 200;

/// An entry with an @ is an address, any other a name: a user cannot become an administrator by
/// choosing a name that looks like an address.
bool is_admin(const account& user, const std::vector<std::string>& admins) {
  return std::any_of(admins.begin(), admins.end(), [&](const std::string& each) {
    const bool is_address = each.find('@') != std::string::npos;
    return each == (is_address ? user.email : user.username);
  });
}

/// The refusal if the sender is not an administrator.
task<std::optional<response>> refuse_others(service_context& context, const request& asked) {
  caller who = co_await authenticate(context, asked);
  if (!who.user) co_return std::move(who.refusal);
  if (!is_admin(who.user->owner, context.admins)) co_return detail(403, "Not enough permissions");
  co_return std::nullopt;
}

response json(int status, std::string body) {
  response answer = content(status, "application/json", std::move(body));
  answer.headers = "cache-control: no-store\r\n";
  return answer;
}

task<response> list_users(service_context& context, request& asked, std::string) {
  const fields query = parse_query(asked.query);
  user_query wanted;
  wanted.limit = users_a_page + 1;
  if (const std::string* search = last_value(query, "search")) {
    wanted.search = *search;
    std::erase(wanted.search, '\0');
  }
  if (const std::string* after = last_value(query, "after")) {
    wanted.after = context.store.id_of(*after);
  }
  // One more than the page shows, to know whether there are more.
  std::vector<account> users = co_await context.store.read(std::move(wanted));
  const bool more = users.size() > static_cast<std::size_t>(users_a_page);
  if (more) users.pop_back();
  std::string body = fmt::format("{{\"more\":{},\"users\":[", more);
  for (const account& each : users) {
    if (&each != &users.front()) body += ',';
    append_json(body, each);
  }
  co_return json(200, body + "]}");
}

task<response> create_user(service_context& context, request& asked, std::string) {
  decoded_body body = decode_body(asked);
  if (body.refusal) co_return std::move(*body.refusal);
  error_list errors;
  user_fields wanted = read_user(body, context.store.rules(), errors);
  if (!errors.empty()) co_return unprocessable(errors.body());
  co_return co_await create_account(context, std::move(wanted));
}

response no_such_user() { return detail(404, "User not found"); }

task<response> set_password(service_context& context, request& asked, std::string id_text) {
  decoded_body body = decode_body(asked);
  if (body.refusal) co_return std::move(*body.refusal);
  error_list errors;
  std::string password = read_password(body, context.store.rules(), errors);
  if (!errors.empty()) co_return unprocessable(errors.body());
  std::optional<value> id = context.store.id_of(id_text);
  if (!id) co_return no_such_user();
  user_change change;
  change.password_hash = co_await context.passwords.hash(std::move(password));
  taken_name taken = taken_name::none;
  const auto changed = co_await context.store.update(std::move(*id), std::move(change), taken);
  if (!changed) co_return no_such_user();
  co_return json(200, R"({"message":"Password set"})");
}

task<response> delete_user(service_context& context, request&, std::string id_text) {
  std::optional<value> id = context.store.id_of(id_text);
  if (!id) co_return no_such_user();
  const bool removed = co_await context.store.remove(std::move(*id));
  if (!removed) co_return no_such_user();
  co_return json(200, R"({"message":"User deleted"})");
}

template <class Texts>
std::string json_list(const Texts& texts) {
  std::string list = "[";
  for (const auto& each : texts) {
    if (list.size() > 1) list += ',';
    append_json(list, std::string_view(each));
  }
  return list + ']';
}

std::string json_of(const command::status_report& report, std::size_t index) {
  const node n = report.all.revisions[index];
  const revision& r = report.all.map()[n];
  const bool changed = std::binary_search(report.changed.begin(), report.changed.end(), n);
  const std::string_view state = !report.applied[index] ? "pending"
                                 : changed              ? "changed"
                                                        : "applied";
  std::vector<std::string> depends;
  for (const node other : report.all.map().parents(n, edges::all)) {
    const std::string& id = report.all.map()[other].id;
    const auto& down = r.down_revisions;
    if (std::find(down.begin(), down.end(), id) == down.end()) depends.push_back(id);
  }
  return fmt::format(
      R"({{"id":{},"message":{},"date":{},"down":{},"depends":{},"state":"{}","current":{}}})",
      to_json(std::string_view(r.id)), to_json(std::string_view(summary(r))),
      to_json(std::string_view(r.create_date)), json_list(r.down_revisions), json_list(depends),
      state, report.all.is_row(n));
}

task<response> list_revisions(service_context& context, request&, std::string) {
  const command::status_report report = co_await command::status(context.ctx);
  std::string body = "{\"revisions\":[";
  for (std::size_t i = 0; i < report.all.revisions.size(); ++i) {
    if (i > 0) body += ',';
    body += json_of(report, i);
  }
  co_return json(200, body + "]}");
}

std::string json_of(const audit_row& row) {
  const std::string who = row.host.empty() ? row.who : row.who + "@" + row.host;
  return fmt::format(R"({{"when":{},"what":{},"revision":{},"who":{},"milliseconds":{}}})",
                     to_json(std::string_view(row.started)),
                     to_json(std::string_view(row.entry.direction)),
                     to_json(std::string_view(row.entry.revision)), to_json(std::string_view(who)),
                     row.duration ? std::to_string(*row.duration) : "null");
}

task<response> list_audit(service_context& context, request&, std::string) {
  if (context.ctx.config.alembic.audit_table.empty()) {
    co_return json(200, R"({"rows":[],"reason":"No audit trail is kept for this project."})");
  }
  audit_selection wanted;
  wanted.limit = audit_rows;
  const auto rows = co_await command::log(context.ctx, std::move(wanted));
  std::string body = "{\"rows\":[";
  for (std::size_t i = 0; rows && i < rows->size(); ++i) {
    if (i > 0) body += ',';
    body += json_of((*rows)[i]);
  }
  co_return json(200, body + "]}");
}

using admin_action = task<response> (*)(service_context&, request&, std::string);

/// Runs the action if the sender is an administrator.
task<response> for_admins(service_context& context, request& asked, std::string parameter,
                          admin_action what) {
  std::optional<response> refusal = co_await refuse_others(context, asked);
  if (refusal) co_return std::move(*refusal);
  co_return co_await what(context, asked, std::move(parameter));
}

struct admin_route {
  std::string_view method;
  std::string_view pattern;
  admin_action what;
};

constexpr std::array admin_routes = {
    admin_route{"GET", "/admin/api/users", &list_users},
    admin_route{"POST", "/admin/api/users", &create_user},
    admin_route{"DELETE", "/admin/api/users/{id}", &delete_user},
    admin_route{"PUT", "/admin/api/users/{id}/password", &set_password},
    admin_route{"GET", "/admin/api/revisions", &list_revisions},
    admin_route{"GET", "/admin/api/audit", &list_audit},
};

}  // namespace

void add_admin_endpoints(router& to, service_context& context) {
  for (const admin_route& each : admin_routes) {
    to.add(each.method, each.pattern,
           [&context, what = each.what](request& asked, std::string parameter) {
             return for_admins(context, asked, std::move(parameter), what);
           });
  }
}

}  // namespace fz::http
