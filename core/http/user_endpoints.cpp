#include "core/http/user_endpoints.hpp"

#include "core/http/error_list.hpp"
#include "core/http/integer_text.hpp"
#include "core/http/percent.hpp"
#include "core/http/user_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace fz::http {
namespace {

/// Rows per query; a longer list is sent in pieces.
constexpr std::int64_t rows_at_once = 1000;

response user_answer(int status, const account& user) {
  std::string body;
  append_json(body, user);
  return content(status, "application/json", std::move(body));
}

void add_integer_error(error_list& errors, std::string place, const std::string& text,
                       integer_text::kind what) {
  if (what == integer_text::kind::too_long) {
    errors.add({"int_parsing_size", std::move(place),
                "Unable to parse input string as an integer, exceeded maximum size",
                to_json(std::string_view(text))});
    return;
  }
  errors.add({"int_parsing", std::move(place),
              "Input should be a valid integer, unable to parse string as an integer",
              to_json(std::string_view(text))});
}

bool is_integer(const integer_text& read) {
  return read.what == integer_text::kind::integer || read.what == integer_text::kind::too_large;
}

/// The last integer of that name in the query, or `otherwise`.
std::int64_t read_field(const fields& query, std::string_view name, std::int64_t least,
                        std::int64_t otherwise, error_list& errors) {
  const std::string* text = last_value(query, name);
  if (text == nullptr) return otherwise;
  const integer_text read = read_integer(*text);
  if (!is_integer(read)) {
    add_integer_error(errors, location("query", name), *text, read.what);
    return otherwise;
  }
  if (read.value < least) {
    errors.add({"greater_than_equal", location("query", name),
                fmt::format("Input should be greater than or equal to {}", least),
                to_json(std::string_view(*text)), fmt::format("{{\"ge\":{}}}", least)});
  }
  return read.value;
}

/// The id in a path; one too large for 64 bits becomes the largest.
std::int64_t read_id(const std::string& text, error_list& errors) {
  const integer_text read = read_integer(text);
  if (!is_integer(read)) add_integer_error(errors, location("path", "user_id"), text, read.what);
  return read.value;
}

/// The rest of a long list, a piece for each call.
class rest_of_list {
 public:
  rest_of_list(user_store& store, std::int64_t rows, value after)
      : store_(store), rows_(rows), after_(std::move(after)) {}

  task<std::string> next() {
    if (has_ended_) co_return "";
    user_page page;
    if (rows_ > 0) {
      user_query query;
      query.limit = std::min(rows_, rows_at_once);
      query.after = after_;
      page = co_await store_.read_page(std::move(query));
    }
    rows_ -= static_cast<std::int64_t>(page.rows);
    after_ = page.last_id;
    has_ended_ = page.rows < static_cast<std::size_t>(rows_at_once) || rows_ == 0;
    std::string piece = page.rows == 0 ? "" : "," + page.json;
    if (has_ended_) piece += "]}";
    co_return piece;
  }

 private:
  user_store& store_;
  std::int64_t rows_;
  value after_;
  bool has_ended_ = false;
};

task<response> list(service_context& context, request& asked) {
  error_list errors;
  const fields query = parse_query(asked.query);
  const std::int64_t offset = read_field(query, "offset", 0, 0, errors);
  const std::int64_t limit = read_field(query, "limit", 1, 100, errors);
  if (!errors.empty()) co_return unprocessable(errors.body());

  const auto page = co_await context.pages.read(std::min(limit, rows_at_once), offset);
  response answer;
  if (limit <= rows_at_once || page->users.rows < static_cast<std::size_t>(rows_at_once)) {
    answer.shared_body = page->body;
    co_return answer;
  }
  answer.body = "{\"users\":[" + page->users.json;
  const auto rest =
      std::make_shared<rest_of_list>(context.store, limit - rows_at_once, page->users.last_id);
  answer.more = [rest] { return rest->next(); };
  co_return answer;
}

task<response> create(service_context& context, request& asked) {
  decoded_body body = decode_body(asked);
  if (body.refusal) co_return std::move(*body.refusal);
  error_list errors;
  user_fields wanted = read_user(body, context.store.rules(), errors);
  if (!errors.empty()) co_return unprocessable(errors.body());

  co_return co_await create_account(context, std::move(wanted));
}

task<response> read(service_context& context, std::string id_text) {
  error_list errors;
  const std::int64_t id = read_id(id_text, errors);
  if (!errors.empty()) co_return unprocessable(errors.body());
  const std::optional<account> found = co_await context.store.find(id);
  if (!found) co_return detail(404, "User not found");
  co_return user_answer(200, *found);
}

task<response> update(service_context& context, request& asked, std::string id_text) {
  decoded_body body = decode_body(asked);
  if (body.refusal) co_return std::move(*body.refusal);
  caller who = co_await authenticate(context, asked);
  if (!who.user) co_return std::move(who.refusal);
  error_list errors;
  const std::int64_t id = read_id(id_text, errors);
  user_fields wanted = read_user(body, context.store.rules(), errors);
  if (!errors.empty()) co_return unprocessable(errors.body());
  if (who.user->owner.id != value(id)) co_return detail(403, "Not enough permissions");

  user_change change;
  change.username = std::move(wanted.username);
  change.email = std::move(wanted.email);
  change.password_hash = co_await context.passwords.hash(std::move(wanted.password));
  taken_name taken = taken_name::none;
  const auto changed = co_await context.store.update(id, std::move(change), taken);
  if (changed) co_return user_answer(200, *changed);
  if (taken != taken_name::none) co_return detail(409, "Username or Email already exists");
  // Deleted while the password was hashed.
  response gone = detail(401, "Could not validate credentials");
  gone.headers = "www-authenticate: Bearer\r\n";
  co_return gone;
}

task<response> remove(service_context& context, request& asked, std::string id_text) {
  caller who = co_await authenticate(context, asked);
  if (!who.user) co_return std::move(who.refusal);
  error_list errors;
  const std::int64_t id = read_id(id_text, errors);
  if (!errors.empty()) co_return unprocessable(errors.body());
  if (who.user->owner.id != value(id)) co_return detail(403, "Not enough permissions");
  co_await context.store.remove(id);
  co_return content(200, "application/json", R"({"message":"User deleted"})");
}

}  // namespace

task<response> create_account(service_context& context, user_fields wanted) {
  taken_name taken = co_await context.store.find_taken(wanted.username, wanted.email);
  std::optional<account> made;
  if (taken == taken_name::none) {
    new_user user{std::move(wanted.username), std::move(wanted.email), {}};
    user.password_hash = co_await context.passwords.hash(std::move(wanted.password));
    made = co_await context.store.insert(std::move(user), taken);
  }
  if (made) co_return user_answer(201, *made);
  co_return detail(
      409, taken == taken_name::username ? "Username already exists" : "Email already exists");
}

void add_user_endpoints(router& to, service_context& context) {
  to.add("POST", "/users/",
         [&](request& asked, const std::string&) { return create(context, asked); });
  to.add("GET", "/users/",
         [&](request& asked, const std::string&) { return list(context, asked); });
  to.add("GET", "/users/{user_id}",
         [&](request&, std::string id) { return read(context, std::move(id)); });
  to.add("PUT", "/users/{user_id}",
         [&](request& asked, std::string id) { return update(context, asked, std::move(id)); });
  to.add("DELETE", "/users/{user_id}",
         [&](request& asked, std::string id) { return remove(context, asked, std::move(id)); });
}

}  // namespace fz::http
