#include "core/users/email_address.hpp"

#include "core/users/email_domain.hpp"
#include "core/users/email_split.hpp"
#include "core/users/unicode.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace fz {
namespace email {
namespace {

constexpr std::size_t longest_text = 2048;    // characters; pydantic's
constexpr std::size_t longest_address = 254;  // bytes: RFC 3696, erratum 1690

bool is_dot_atom(view32 text) {
  const auto allowed = [](char32_t c) { return is_atext(c) || is_international(c) || c == '.'; };
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         text.find(U"..") == view32::npos && std::all_of(text.begin(), text.end(), allowed);
}

void check_quoted(view32 local) {
  refuse_other_characters(
      local, "The email address contains invalid characters in quotes before the @-sign",
      [](char32_t c) { return (c >= 0x20 && c <= 0x7E) || is_international(c); });
  refuse_unsafe_characters(local, spaces::allowed);
}

void check_local_part(view32 local, bool was_quoted) {
  if (local.empty()) refuse("There must be something before the @-sign.");
  if (is_dot_atom(local)) return refuse_unsafe_characters(local, spaces::refused);
  if (was_quoted) return check_quoted(local);
  refuse_other_characters(
      local, "The email address contains invalid characters before the @-sign",
      [](char32_t c) { return is_atext(c) || is_international(c) || c == '.'; });
  check_periods(local,
                edge_sentences{"An email address cannot start with a {}.",
                               "An email address cannot have a {} immediately before the @-sign."});
}

/// RFC 2142: these mailboxes are the same in any case.
text32 lower_if_well_known(const text32& local) {
  constexpr std::array<std::string_view, 15> names = {
      "info",       "marketing", "sales", "support",   "abuse", "noc",  "security", "postmaster",
      "hostmaster", "usenet",    "news",  "webmaster", "www",   "uucp", "ftp"};
  const std::string lower = to_lower(to_utf8(local));
  const bool known = std::find(names.begin(), names.end(), lower) != names.end();
  return known ? to_utf32(lower) : local;
}

text32 normalized_local_part(const text32& local, bool was_quoted) {
  check_local_part(local, was_quoted);
  if (was_quoted) refuse("Quoting the part before the @-sign is not allowed here.");
  text32 normal = unicode::nfc(local);
  if (normal != local) {
    try {
      check_local_part(normal, was_quoted);
    } catch (const refused& r) {
      refuse("After Unicode normalization: " + r.reason);
    }
  }
  return lower_if_well_known(normal);
}

/// Of an address as it was given, or after it was normalized (`when` says how): its bytes in all.
void check_length(view32 address, std::string_view when) {
  const std::size_t bytes = to_utf8(address).size();
  if (bytes <= longest_address) return;
  const std::size_t over = bytes - longest_address;
  const std::string_view plural = over > 1 ? "s" : "";
  if (!when.empty()) {
    refuse(
        fmt::format("The email address is too long {} ({} byte{} too many).", when, over, plural));
  }
  std::size_t widest = 1;
  for (const char32_t c : address) widest = std::max(widest, to_utf8(view32(&c, 1)).size());
  const std::size_t least = std::max<std::size_t>(1, over / widest);
  const std::string count =
      least == over ? std::to_string(over) : fmt::format("{}-{}", least, over);
  refuse(fmt::format("The email address is too long ({} character{} too many).", count, plural));
}

std::string read_address(view32 address) {
  const parts given = split(address);
  const text32 local = normalized_local_part(given.local, given.was_quoted);
  const domain host = read_domain(given.domain);
  const text32 normalized = local + U"@" + host.unicode;
  check_length(address, "");
  check_length(normalized, "after normalization");
  check_length(local + U"@" + host.ascii,
               "when the part after the @-sign is converted to IDNA ASCII");
  return to_utf8(normalized);
}

constexpr std::size_t longest_plain = 63;  // a label cannot be too long then

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// The common case: lower-case ASCII, without Unicode's tables.
bool is_plain(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.size() > longest_plain) return false;
  const std::string_view local = text.substr(0, at);
  const std::string_view host = text.substr(at + 1);
  if (!std::all_of(local.begin(), local.end(), is_lower_or_digit)) return false;
  char before = '.';
  for (const char c : host) {
    if (!is_lower_or_digit(c) && (c != '.' || before == '.')) return false;
    before = c;
  }
  const std::size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || before < 'a' || before > 'z') return false;
  return !is_special_use(to_utf32(host.substr(dot + 1)));
}

}  // namespace
}  // namespace email

email_address parse_email(std::string_view text) {
  if (email::is_plain(text)) return {std::string(text)};
  const std::u32string all = to_utf32(text);
  try {
    if (all.size() > email::longest_text) {
      email::refuse(fmt::format("Length must not exceed {} characters", email::longest_text));
    }
    if (text.find_first_of("\r\n") != std::string_view::npos) {
      email::refuse("Carriage return and line feed characters are not allowed");
    }
    return {email::read_address(email::without_display_name(all))};
  } catch (const email::refused& r) {
    return {{}, r.reason};
  }
}

}  // namespace fz
