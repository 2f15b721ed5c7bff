#include "core/http/access_token.hpp"

#include "core/http/base64.hpp"
#include "core/http/integer_text.hpp"
#include "core/http/json_parser.hpp"
#include "core/http/json_value.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <utility>

namespace fz::http {
namespace {

constexpr std::string_view own_header = R"({"alg":"HS256","typ":"JWT"})";

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::string signature_of(std::string_view secret, std::string_view text) {
  std::string digest(SHA256_DIGEST_SIZE, '\0');
  hmac_sha256_ctx context;
  hmac_sha256_set_key(&context, secret.size(), bytes_of(secret));
  hmac_sha256_update(&context, text.size(), bytes_of(text));
  hmac_sha256_digest(&context, digest.size(), reinterpret_cast<std::uint8_t*>(digest.data()));
  return digest;
}

bool is_equal(const std::string& a, const std::string& b) {
  return a.size() == b.size() && memeql_sec(a.data(), b.data(), a.size()) != 0;
}

/// The JSON object in a part of a token.
std::optional<json_value> object_in(std::string_view part) {
  const std::optional<std::string> text = decode_base64url(part);
  if (!text) return std::nullopt;
  parsed_json parsed = parse_json(*text);
  if (!parsed.value || parsed.value->as_object() == nullptr) return std::nullopt;
  return std::move(parsed.value);
}

bool is_text_if_there(const json_value& object, std::string_view name) {
  const json_value* value = object.find(name);
  return value == nullptr || value->string() != nullptr;
}

bool is_good_header(const json_value& header) {
  const json_value* algorithm = header.find("alg");
  if (algorithm == nullptr || algorithm->string() == nullptr) return false;
  const json_value* b64 = header.find("b64");
  const bool* flag = b64 == nullptr ? nullptr : std::get_if<bool>(&b64->held);
  const bool detached = flag != nullptr && !*flag;
  return *algorithm->string() == "HS256" && !detached && header.find("crit") == nullptr &&
         is_text_if_there(header, "kid");
}

/// A claim that is a time, in whole seconds; nothing if it is not a number. Python's int() takes
/// integers, floats, booleans and texts of digits.
std::optional<double> seconds_of(const json_value& claim) {
  if (const bool* flag = std::get_if<bool>(&claim.held)) return *flag ? 1 : 0;
  if (const std::string* text = claim.string()) {
    const integer_text read = read_integer(*text);
    if (text->find('.') != std::string::npos) return std::nullopt;
    if (read.what != integer_text::kind::integer && read.what != integer_text::kind::too_large) {
      return std::nullopt;
    }
    return static_cast<double>(read.value);
  }
  const json_value::number* number = claim.as_number();
  if (number == nullptr || number->text.empty()) return std::nullopt;
  double value = 0;
  const char* end = number->text.data() + number->text.size();
  const auto read = std::from_chars(number->text.data(), end, value);
  if (read.ec != std::errc{}) return std::nullopt;
  return std::trunc(value);
}

/// True if the claim is not there or `holds` for its time.
template <class Holds>
bool time_holds(const json_value& claims, std::string_view name, Holds holds) {
  const json_value* claim = claims.find(name);
  if (claim == nullptr) return true;
  const std::optional<double> seconds = seconds_of(*claim);
  return seconds && holds(*seconds);
}

/// A token with an audience is for another service; an empty audience does not count.
bool has_audience(const json_value& claims) {
  const json_value* audience = claims.find("aud");
  if (audience == nullptr || audience->is_null()) return false;
  const std::string text = to_json(*audience);
  return text != "\"\"" && text != "[]" && text != "{}" && text != "false" && text != "0";
}

bool are_good_claims(const json_value& claims, double now) {
  const auto began = [&](double seconds) { return seconds <= now; };
  const auto lasts = [&](double seconds) { return seconds > now; };
  return time_holds(claims, "exp", lasts) && time_holds(claims, "nbf", began) &&
         time_holds(claims, "iat", began) && !has_audience(claims) &&
         is_text_if_there(claims, "jti");
}

}  // namespace

std::string make_access_token(std::string_view secret, std::string_view subject,
                              std::chrono::sys_seconds expires) {
  std::string claims = "{\"sub\":";
  append_json(claims, subject);
  claims += fmt::format(",\"exp\":{}}}", expires.time_since_epoch().count());
  return sign_token(secret, encode_base64url(own_header) + '.' + encode_base64url(claims));
}

std::string sign_token(std::string_view secret, std::string beginning) {
  const std::string signature = encode_base64url(signature_of(secret, beginning));
  return std::move(beginning) + '.' + signature;
}

std::optional<std::string> subject_of(std::string_view secret, std::string_view token,
                                      std::chrono::sys_seconds now) {
  const std::size_t last = token.rfind('.');
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const std::optional<std::string> signature = decode_base64url(token.substr(last + 1));
  if (!signature || !is_equal(*signature, signature_of(secret, token.substr(0, last)))) {
    return std::nullopt;
  }
  const auto header = object_in(token.substr(0, first));
  const auto claims = object_in(token.substr(first + 1, last - first - 1));
  if (!header || !claims || !is_good_header(*header)) return std::nullopt;
  if (!are_good_claims(*claims, static_cast<double>(now.time_since_epoch().count()))) {
    return std::nullopt;
  }
  const json_value* subject = claims->find("sub");
  if (subject == nullptr || subject->string() == nullptr || !is_utf8(*subject->string())) {
    return std::nullopt;
  }
  return subject->string()->empty() ? std::nullopt : std::optional(*subject->string());
}

bearer read_bearer(std::string_view authorization) {
  const std::size_t blank = std::min(authorization.find(' '), authorization.size());
  if (to_lower(authorization.substr(0, blank)) != "bearer") return {};
  std::string_view token = authorization.substr(blank);
  while (token.starts_with(' ')) token.remove_prefix(1);
  while (token.ends_with(' ')) token.remove_suffix(1);
  return {true, std::string(token)};
}

}  // namespace fz::http
