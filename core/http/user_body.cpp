#include "core/http/user_body.hpp"

#include "core/http/form.hpp"
#include "core/http/json_parser.hpp"
#include "core/http/service_context.hpp"
#include "core/users/email_address.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz::http {
namespace {

constexpr std::string_view hidden = "password";

/// The object without the password in it.
std::string without_password(const json_value::object& members) {
  json_value::object shown;
  std::copy_if(members.begin(), members.end(), std::back_inserter(shown),
               [](const json_member& each) { return each.name != hidden; });
  return to_json({std::move(shown)});
}

/// A text that is not JSON, or null if a password may be in it.
std::string shown_text(const std::string& text) {
  const bool may_be_secret = to_lower(text).find(hidden) != std::string::npos;
  return may_be_secret ? "null"
                       : to_json(std::string_view(is_utf8(text) ? text : to_utf8(to_utf32(text))));
}

class user_reader {
 public:
  user_reader(const json_value::object& members, const json_value& whole, error_list& errors)
      : members_(members), whole_(whole), errors_(errors) {}

  /// The text of that name; `find_problem` gives a sentence, or "" if the text is valid.
  template <class Rule>
  std::string read(std::string_view name, Rule find_problem) {
    const json_value* value = whole_.find(name);
    if (value == nullptr) {
      refuse("missing", name, "Field required", without_password(members_));
      return {};
    }
    const std::string* text = value->string();
    if (text == nullptr) {
      refuse("string_type", name, "Input should be a valid string", to_json(*value));
      return {};
    }
    if (!is_utf8(*text)) {
      refuse("string_unicode", name,
             "Input should be a valid string, unable to parse raw data as a unicode string",
             shown(name, *text));
      return {};
    }
    const std::string problem = find_problem(*text);
    if (problem.empty()) return *text;
    refuse("value_error", name, "Value error, " + problem, shown(name, *text),
           "{\"error\":" + to_json(std::string_view(problem)) + "}");
    return {};
  }

  std::string read_email(std::string_view name) {
    const std::size_t before = count_;
    const std::string text = read(name, [](const std::string&) { return std::string(); });
    if (count_ != before) return {};
    email_address found = parse_email(text);
    if (found.reason.empty()) return std::move(found.normalized);
    refuse("value_error", name, "value is not a valid email address: " + found.reason,
           to_json(std::string_view(text)),
           "{\"reason\":" + to_json(std::string_view(found.reason)) + "}");
    return {};
  }

 private:
  static std::string shown(std::string_view name, const std::string& text) {
    return name == hidden ? "null" : to_json(std::string_view(text));
  }

  void refuse(std::string_view type, std::string_view name, std::string message, std::string input,
              std::string context = {}) {
    ++count_;
    errors_.add(
        {type, location("body", name), std::move(message), std::move(input), std::move(context)});
  }

  const json_value::object& members_;
  const json_value& whole_;
  error_list& errors_;
  std::size_t count_ = 0;
};

/// 422 for a document that is not valid JSON.
response json_invalid(const parsed_json& parsed) {
  error_list errors;
  errors.add({"json_invalid", fmt::format("[\"body\",{}]", parsed.offset), "JSON decode error",
              "{}", "{\"error\":" + to_json(parsed.problem) + "}"});
  return unprocessable(errors.body());
}

}  // namespace

decoded_body decode_body(const request& asked) {
  decoded_body body;
  body.is_empty = asked.body.empty();
  if (body.is_empty) return body;
  if (!is_json(asked.content_type)) {
    body.text = asked.body;
    return body;
  }
  parsed_json parsed = parse_json(asked.body);
  if (!parsed.value) {
    body.refusal = parsed.problem.empty() ? detail(400, "There was an error parsing the body")
                                          : json_invalid(parsed);
  }
  body.json = std::move(parsed.value);
  return body;
}

namespace {

/// The members of the object in the body; null, and an error, if it is not an object.
const json_value::object* members_of(const decoded_body& body, error_list& errors) {
  if (body.is_empty || (body.json && body.json->is_null())) {
    errors.add({"missing", R"(["body"])", "Field required", "null"});
    return nullptr;
  }
  const json_value::object* members = body.json ? body.json->as_object() : nullptr;
  if (members == nullptr) {
    errors.add({"model_attributes_type", R"(["body"])",
                "Input should be a valid dictionary or object to extract fields from",
                body.json ? to_json(*body.json) : shown_text(body.text)});
  }
  return members;
}

/// A NUL is allowed here, because only the hash is stored.
std::string problem_of_password(std::string password, const account_rules& rules) {
  std::replace(password.begin(), password.end(), '\0', ' ');
  return password_problem(password, rules);
}

}  // namespace

user_fields read_user(const decoded_body& body, const account_rules& rules, error_list& errors) {
  const json_value::object* members = members_of(body, errors);
  if (members == nullptr) return {};
  user_reader reader(*members, *body.json, errors);
  user_fields user;
  user.username = reader.read(
      "username", [&](const std::string& name) { return username_problem(name, rules); });
  user.email = reader.read_email("email");
  user.password = reader.read("password", [&](const std::string& password) {
    return problem_of_password(password, rules);
  });
  return user;
}

std::string read_password(const decoded_body& body, const account_rules& rules,
                          error_list& errors) {
  const json_value::object* members = members_of(body, errors);
  if (members == nullptr) return {};
  user_reader reader(*members, *body.json, errors);
  return reader.read("password", [&](const std::string& password) {
    return problem_of_password(password, rules);
  });
}

}  // namespace fz::http
