#include "core/database/url_variable.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace fz {
namespace {

constexpr auto npos = std::string_view::npos;

enum class url_part { none, user_info, host, path, parameters, parameter_value };

/// Where in a template an '@' comes before the parameters; what is in `${…}` does not count.
bool has_at_sign(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("${")) {
      ++depth;
    } else if (depth > 0) {
      depth -= text[i] == '}' ? 1 : 0;
    } else if (text[i] == '?') {
      return false;
    } else if (text[i] == '@') {
      return true;
    }
  }
  return false;
}

url_part part_after(std::string_view before, std::string_view after) {
  const std::size_t separator = before.find("://");
  if (separator == npos) return url_part::none;
  const bool is_file = to_lower(trim(before)).starts_with("sqlite");
  std::string_view rest = before.substr(separator + 3);
  if (!is_file) {
    const std::size_t at = rest.find('@');
    if (at == npos && has_at_sign(after)) return url_part::user_info;
    if (at != npos) rest.remove_prefix(at + 1);
  }
  if (rest.find('?') != npos) {
    const std::string_view parameter = rest.substr(rest.find_last_of("?&") + 1);
    return parameter.find('=') == npos ? url_part::parameters : url_part::parameter_value;
  }
  return is_file || rest.find('/') != npos ? url_part::path : url_part::host;
}

/// What of a value needs no percent sign there, besides letters, digits and -._~.
std::string_view kept_in(url_part part, std::string_view value) {
  if (part == url_part::path) return "/";
  if (part != url_part::host) return "";
  const bool is_bare_ipv6 =
      std::count(value.begin(), value.end(), ':') > 1 && value.find_first_of("[,") == npos;
  return is_bare_ipv6 ? "" : ":,[]";
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~").find(c) != npos;
}

}  // namespace

std::string in_url(std::string_view before, std::string_view value, std::string_view after) {
  const url_part part = part_after(before, after);
  if (part == url_part::none || part == url_part::parameters) return std::string(value);
  const std::string_view kept = kept_in(part, value);
  std::string result;
  for (const char c : value) {
    if (is_unreserved(c) || kept.find(c) != npos) {
      result += c;
    } else {
      fmt::format_to(std::back_inserter(result), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

}  // namespace fz
