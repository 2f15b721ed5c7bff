#include "core/http/json_value.hpp"

#include "core/util/text.hpp"

#include <algorithm>

namespace fz::http {
namespace {

void append_escaped(std::string& to, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"':
      to += "\\\"";
      return;
    case '\\':
      to += "\\\\";
      return;
    case '\n':
      to += "\\n";
      return;
    case '\r':
      to += "\\r";
      return;
    case '\t':
      to += "\\t";
      return;
    case '\b':
      to += "\\b";
      return;
    case '\f':
      to += "\\f";
      return;
    default:
      to += "\\u00";
      to += digits[static_cast<unsigned char>(c) >> 4];
      to += digits[c & 0xF];
  }
}

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// What is UTF-8 of `text`, with U+FFFD for each surrogate, which takes three bytes.
std::string without_surrogates(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t good = utf8_prefix(text);
    result += text.substr(0, good);
    text.remove_prefix(good);
    if (text.empty()) break;
    result += "\uFFFD";
    text.remove_prefix(std::min<std::size_t>(text.starts_with('\xED') ? 3 : 1, text.size()));
  }
  return result;
}

struct writer {
  std::string& to;

  void operator()(json_value::null_t) const { to += "null"; }
  void operator()(bool value) const { to += value ? "true" : "false"; }
  void operator()(const json_value::number& value) const {
    to += value.text.empty() ? "null" : value.text;
  }
  void operator()(const std::string& text) const { append_json(to, std::string_view(text)); }
  void operator()(const json_value::array& values) const {
    to += '[';
    for (const json_value& each : values) {
      if (&each != &values.front()) to += ',';
      append_json(to, each);
    }
    to += ']';
  }
  void operator()(const json_value::object& members) const {
    to += '{';
    for (const json_member& each : members) {
      if (&each != &members.front()) to += ',';
      append_json(to, std::string_view(each.name));
      to += ':';
      append_json(to, each.value);
    }
    to += '}';
  }
};

}  // namespace

const json_value* json_value::find(std::string_view name) const noexcept {
  const object* members = as_object();
  if (members == nullptr) return nullptr;
  const auto found = std::find_if(members->begin(), members->end(),
                                  [&](const json_member& each) { return each.name == name; });
  return found == members->end() ? nullptr : &found->value;
}

void append_json(std::string& to, std::string_view text) {
  std::string mended;
  if (utf8_prefix(text) != text.size()) text = mended = without_surrogates(text);
  to += '"';
  while (!text.empty()) {
    const auto stop = std::find_if(text.begin(), text.end(), needs_escape);
    to.append(text.begin(), stop);
    if (stop == text.end()) break;
    append_escaped(to, *stop);
    text.remove_prefix(static_cast<std::size_t>(stop - text.begin()) + 1);
  }
  to += '"';
}

void append_json(std::string& to, const json_value& value) { std::visit(writer{to}, value.held); }

std::string to_json(std::string_view text) {
  std::string result;
  append_json(result, text);
  return result;
}

std::string to_json(const json_value& value) {
  std::string result;
  append_json(result, value);
  return result;
}

}  // namespace fz::http
