#include "core/http/request_head.hpp"

#include "core/http/request.hpp"

#include <algorithm>
#include <array>

namespace fz::http {
namespace {

/// Those that the course's server knows.
constexpr std::array<std::string_view, 34> methods = {
    "GET",         "HEAD",       "POST",       "PUT",   "DELETE",   "PATCH",  "OPTIONS",
    "CONNECT",     "TRACE",      "COPY",       "LOCK",  "MKCOL",    "MOVE",   "PROPFIND",
    "PROPPATCH",   "SEARCH",     "UNLOCK",     "BIND",  "REBIND",   "UNBIND", "ACL",
    "REPORT",      "MKACTIVITY", "CHECKOUT",   "MERGE", "M-SEARCH", "NOTIFY", "SUBSCRIBE",
    "UNSUBSCRIBE", "PURGE",      "MKCALENDAR", "LINK",  "UNLINK",   "SOURCE"};

constexpr std::size_t longest_method = 11;
constexpr std::size_t most_empty_lines = 8;  // bytes

bool is_token_character(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_value_character(char c) {
  return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

}  // namespace

request_head::state request_head::read(std::string_view bytes) {
  while (at_ < bytes.size() && place_ != place::end && place_ != place::refused) {
    place_ = next(bytes, bytes[at_]);
    ++at_;
  }
  if (place_ == place::end) return state::complete;
  return place_ == place::refused ? state::invalid : state::incomplete;
}

request_head::place request_head::next(std::string_view bytes, char c) {
  switch (place_) {
    case place::before:
      if (c == '\r') return place::before_line_feed;
      return start_method(c);
    case place::before_line_feed:
      return c == '\n' && at_ < most_empty_lines ? place::before : place::refused;
    case place::method:
      if (c == ' ') return end_method(bytes);
      return is_token_character(c) && at_ - part_ < longest_method ? place::method : place::refused;
    case place::target:
      if (c == ' ' && at_ > part_) {
        part_ = at_ + 1;
        return place::version;
      }
      return c > 0x20 && c < 0x7F && at_ - part_ < longest_target ? place::target : place::refused;
    case place::version:
      return in_version(c);
    case place::line_feed:
      return c == '\n' ? place::line : place::refused;
    case place::line:
      if (c == '\r') return place::last_line_feed;
      return is_token_character(c) ? place::name : place::refused;
    case place::name:
      if (c == ':') return place::value;
      return is_token_character(c) ? place::name : place::refused;
    case place::value:
      if (c == '\r') return place::line_feed;
      return is_value_character(c) ? place::value : place::refused;
    case place::last_line_feed:
      return c == '\n' ? place::end : place::refused;
    case place::end:
    case place::refused:
      break;
  }
  return place::refused;
}

request_head::place request_head::start_method(char c) {
  begin_ = part_ = at_;
  return is_token_character(c) ? place::method : place::refused;
}

request_head::place request_head::end_method(std::string_view bytes) {
  const std::string_view method = bytes.substr(part_, at_ - part_);
  part_ = at_ + 1;
  const bool known = std::find(methods.begin(), methods.end(), method) != methods.end();
  return known ? place::target : place::refused;
}

request_head::place request_head::in_version(char c) {
  constexpr std::string_view expected = "HTTP/1.";
  const std::size_t index = at_ - part_;
  if (index < expected.size()) return c == expected[index] ? place::version : place::refused;
  if (index == expected.size()) return c == '0' || c == '1' ? place::version : place::refused;
  return c == '\r' ? place::line_feed : place::refused;
}

}  // namespace fz::http
