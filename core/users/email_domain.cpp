#include "core/users/email_domain.hpp"

#include "core/users/domain_name.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace fz::email {
namespace {

constexpr std::size_t longest_domain = 253;  // bytes: RFC 1035, 2.3.4
constexpr std::size_t longest_label = 63;    // bytes: RFC 1035, 2.3.1

std::vector<view32> labels_of(view32 domain) {
  std::vector<view32> labels;
  for (;;) {
    const std::size_t dot = domain.find('.');
    labels.push_back(domain.substr(0, dot));
    if (dot == view32::npos) return labels;
    domain.remove_prefix(dot + 1);
  }
}

bool is_host_character(char32_t c) {
  return is_ascii_letter_or_digit(c) || c == '-' || c == '.' || is_international(c);
}

text32 mapped_domain(view32 domain) {
  refuse_other_characters(domain, "The part after the @-sign contains invalid characters",
                          is_host_character);
  refuse_unsafe_characters(domain, spaces::refused);
  domain_name::result mapped = domain_name::map(domain);
  if (!mapped.problem.empty()) {
    refuse(
        fmt::format("The part after the @-sign contains invalid characters ({}).", mapped.problem));
  }
  refuse_other_characters(
      mapped.text,
      "The part after the @-sign contains invalid characters after Unicode normalization",
      is_host_character);
  constexpr edge_sentences sentences = {
      "An email address cannot have a {} immediately after the @-sign.",
      "An email address cannot end with a {}."};
  check_periods(mapped.text, sentences);
  check_hyphens(mapped.text, sentences);
  for (const view32 label : labels_of(mapped.text)) {
    if (label.size() >= 4 && label.substr(2, 2) == U"--" && !label.starts_with(U"xn")) {
      refuse(
          "An email address cannot have two letters followed by two dashes immediately after "
          "the @-sign or after a period, except Punycode.");
    }
  }
  return std::move(mapped.text);
}

text32 ascii_domain(view32 mapped) {
  if (std::none_of(mapped.begin(), mapped.end(), is_international)) return text32(mapped);
  text32 ascii;
  for (const view32 label : labels_of(mapped)) {
    const domain_name::result one = domain_name::to_ascii(label);
    if (!one.problem.empty()) {
      refuse(fmt::format("The part after the @-sign is invalid ({}).", one.problem));
    }
    if (!ascii.empty()) ascii += '.';
    ascii += one.text;
  }
  return ascii;
}

void check_domain_length(view32 ascii, view32 given) {
  if (ascii.size() > longest_domain && ascii == given) {
    refuse(fmt::format("The email address is too long after the @-sign {}.",
                       too_many(ascii.size(), longest_domain)));
  }
  if (ascii.size() > longest_domain) {
    const std::size_t over = ascii.size() - longest_domain;
    refuse(
        fmt::format("The email address is too long after the @-sign ({} byte{} too many after "
                    "IDNA encoding).",
                    over, over == 1 ? "" : "s"));
  }
  for (const view32 label : labels_of(ascii)) {
    if (label.size() <= longest_label) continue;
    refuse(fmt::format("After the @-sign, periods cannot be separated by so many characters {}.",
                       too_many(label.size(), longest_label)));
  }
}

bool is_ipv4(view32 text) {
  std::size_t numbers = 0;
  for (const view32 part : labels_of(text)) {
    unsigned number = 0;
    const bool digits = !part.empty() && part.size() <= 3 && (part.size() == 1 || part[0] != '0');
    if (!digits) return false;
    for (const char32_t c : part) number = number * 10 + (c - U'0');
    if (number > 255) return false;
    ++numbers;
  }
  return numbers == 4;
}

[[noreturn]] void refuse_literal(view32 inside) {
  const bool numeric = !inside.empty() && std::all_of(inside.begin(), inside.end(), [](char32_t c) {
    return c == '.' || (c >= '0' && c <= '9');
  });
  if (numeric && !is_ipv4(inside)) {
    refuse(
        "The address in brackets after the @-sign is not valid: It is not an IPv4 address or "
        "is missing an address literal tag.");
  }
  if (numeric || inside.starts_with(U"IPv6:")) {
    refuse("A bracketed IP address after the @-sign is not allowed here.");
  }
  if (inside.find(':') == view32::npos) {
    refuse(
        "The part after the @-sign in brackets is not an IPv4 address and has no address "
        "literal tag.");
  }
  refuse("The part after the @-sign contains an invalid address literal tag in brackets.");
}

}  // namespace

bool is_special_use(view32 ascii) {
  constexpr std::array<view32, 6> names = {U"arpa",      U"invalid", U"local",
                                           U"localhost", U"onion",   U"test"};
  const view32 last = ascii.substr(ascii.rfind('.') + 1);
  return std::find(names.begin(), names.end(), last) != names.end();
}

domain read_domain(view32 given) {
  if (given.empty()) refuse("There must be something after the @-sign.");
  if (given.starts_with('[') && given.ends_with(']')) {
    refuse_literal(given.substr(1, given.size() > 1 ? given.size() - 2 : 0));
  }
  const text32 ascii = ascii_domain(mapped_domain(given));
  check_domain_length(ascii, given);
  if (ascii.find('.') == view32::npos) {
    refuse("The part after the @-sign is not valid. It should have a period.");
  }
  if (!is_ascii_letter(ascii.back())) {
    refuse("The part after the @-sign is not valid. It is not within a valid top-level domain.");
  }
  if (is_special_use(ascii)) {
    refuse(
        "The part after the @-sign is a special-use or reserved name that cannot be used with "
        "email.");
  }
  domain_name::result unicode = domain_name::to_unicode(ascii);
  if (!unicode.problem.empty()) {
    refuse(fmt::format("The part after the @-sign is not valid IDNA ({}).", unicode.problem));
  }
  return {ascii, std::move(unicode.text)};
}

}  // namespace fz::email
