#include "core/users/account_rules.hpp"

#include "core/users/email_address.hpp"
#include "core/users/unicode.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

namespace fz {
namespace {

/// std::regex calls itself for each character: a longer name could exhaust the stack.
constexpr std::size_t longest_for_pattern = 1024;

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool matches(std::string_view name, const std::string& pattern) {
  if (name.size() > longest_for_pattern) return false;
  return std::regex_match(name.begin(), name.end(), std::regex(pattern));
}

[[noreturn]] void refuse_username(std::string_view name, std::string_view why) {
  throw error(error_kind::usage, fmt::format("The username {} {}.", quote(name), why));
}

/// Visible ASCII: most names do not need Unicode's tables.
bool is_plain(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

/// The first character that is not seen, or that looks like a blank without being one.
std::optional<char32_t> first_invisible(std::u32string_view text) {
  const auto found = std::find_if(text.begin(), text.end(), unicode::is_invisible);
  return found == text.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

std::string username_problem(std::string_view username, const account_rules& rules) {
  if (!is_utf8(username)) return fmt::format("The username {} is not UTF-8.", quote(username));
  if (username.find('\0') != std::string_view::npos) {
    return fmt::format("The username {} has a NUL character in it.", quote(username));
  }
  const std::size_t length = count_characters(username);
  if (length < rules.username_min_length) {
    return fmt::format("The username {} has {}; at least {} are asked for.", quote(username),
                       counted(length, "character"), rules.username_min_length);
  }
  if (length > rules.username_max_length.value_or(length)) {
    return fmt::format("The username is {} characters long; {} are allowed.", length,
                       *rules.username_max_length);
  }
  if (!rules.username_pattern.empty() && !matches(username, rules.username_pattern)) {
    return fmt::format("The username {} does not match the pattern {}.", quote(username),
                       quote(rules.username_pattern));
  }
  return {};
}

std::string password_problem(std::string_view password, const account_rules& rules) {
  if (!is_utf8(password)) return "The password is not UTF-8.";
  if (password.find('\0') != std::string_view::npos) {
    return "The password has a NUL character in it.";
  }
  if (count_characters(password) < rules.password_min_length) {
    return fmt::format("The password is too short: at least {} are asked for.",
                       counted(rules.password_min_length, "character"));
  }
  return {};
}

void check_username(std::string_view username, const account_rules& rules) {
  if (is_plain(username)) {
    const std::string problem = username_problem(username, rules);
    if (!problem.empty()) throw error(error_kind::usage, problem);
    return;
  }
  const std::u32string text = to_utf32(username);
  if (std::all_of(text.begin(), text.end(), [](char32_t c) {
        return unicode::is_invisible(c) || unicode::is_white_space(c);
      })) {
    throw error(error_kind::usage, "The username is empty.");
  }
  const std::string problem = username_problem(username, rules);
  if (!problem.empty()) throw error(error_kind::usage, problem);
  if (printable(username) != username) refuse_username(username, "has control characters");
  if (const auto found = first_invisible(text)) {
    refuse_username(username, fmt::format("has a character that cannot be told from others by "
                                          "sight, {}",
                                          unicode::name_of(*found)));
  }
  if (unicode::is_white_space(text.front()) || unicode::is_white_space(text.back())) {
    refuse_username(username, "begins or ends with a blank");
  }
}

void check_password(std::string_view password, const account_rules& rules) {
  if (password.empty()) throw error(error_kind::usage, "The password is empty.");
  const std::string problem = password_problem(password, rules);
  if (!problem.empty()) throw error(error_kind::usage, problem);
}

std::string checked_email(std::string_view email) {
  if (!is_utf8(email)) {
    throw error(error_kind::usage, fmt::format("The email address {} is not UTF-8.", quote(email)));
  }
  email_address parsed = parse_email(email);
  if (parsed.reason.empty()) return std::move(parsed.normalized);
  throw error(error_kind::usage, fmt::format("The email address {} is not valid: {}", quote(email),
                                             printable(parsed.reason)));
}

}  // namespace fz
