#include "core/http/form.hpp"

#include "core/util/text.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace fz::http {
namespace {

constexpr std::string_view invalid = "Invalid multipart data.";
constexpr std::size_t longest_boundary = 256;

/// Each byte as the character of that number: how the course's server reads what is not `%XX`.
std::string from_latin1(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0 | (byte >> 6));
      text += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return text;
}

/// The value of a parameter of a header, without quotes; nothing if it is missing.
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
  std::size_t at = header.find(';');
  while (at != std::string_view::npos && at < header.size()) {
    std::string_view rest = header.substr(at + 1);
    const std::size_t equals = rest.find_first_of("=;");
    if (equals == std::string_view::npos) return std::nullopt;
    if (rest[equals] == ';') {
      at += 1 + equals;
      continue;
    }
    const std::string found = to_lower(trim(rest.substr(0, equals)));
    rest.remove_prefix(equals + 1);
    std::string value;
    const std::string_view before = rest;
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    if (rest.starts_with('"')) {
      std::size_t i = 1;
      for (; i < rest.size() && rest[i] != '"'; ++i) {
        if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
        value += rest[i];
      }
      rest.remove_prefix(std::min(i + 1, rest.size()));
      rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    } else {
      value = trim(rest.substr(0, rest.find(';')));
      rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    }
    if (found == name) return value;
    at += 1 + equals + 1 + (before.size() - rest.size());
  }
  return std::nullopt;
}

/// One part of a multipart body: its Content-Disposition and its content.
struct part {
  std::string disposition;
  std::string_view content;
};

bool is_header_name(std::string_view name) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  });
}

/// Takes the headers of a part from the beginning of `text`; nothing if they are not well-formed.
std::optional<std::string> take_headers(std::string_view& text) {
  std::string disposition;
  for (;;) {
    const std::size_t end = text.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 2);
    if (line.empty()) return disposition;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_header_name(line.substr(0, colon))) {
      return std::nullopt;
    }
    if (to_lower(line.substr(0, colon)) == "content-disposition") {
      disposition = trim(line.substr(colon + 1));
    }
  }
}

/// Reads the parts between the boundaries; false if the body is not multipart. What follows
/// the last boundary is ignored.
bool read_parts(std::string_view body, std::string_view boundary, std::vector<part>& parts) {
  const std::string opening = "--" + std::string(boundary);
  const std::string separator = "\r\n" + opening;
  if (!body.starts_with(opening)) return false;
  body.remove_prefix(opening.size());
  for (;;) {
    if (body.starts_with("--")) return true;
    if (!body.starts_with("\r\n")) return false;
    body.remove_prefix(2);
    std::optional<std::string> disposition = take_headers(body);
    const std::size_t end = body.find(separator);
    if (!disposition || end == std::string_view::npos) return false;
    parts.push_back({std::move(*disposition), body.substr(0, end)});
    body.remove_prefix(end + separator.size());
  }
}

form read_multipart(std::string_view content_type, std::string_view body) {
  const std::optional<std::string> boundary = parameter(content_type, "boundary");
  if (!boundary) return {{}, "Missing boundary in multipart."};
  if (boundary->empty() || boundary->size() > longest_boundary) return {{}, invalid};
  std::vector<part> parts;
  if (!read_parts(body, *boundary, parts)) return {{}, invalid};
  form result;
  for (const part& each : parts) {
    const std::optional<std::string> name = parameter(each.disposition, "name");
    if (!name) return {{}, "The Content-Disposition header field \"name\" must be provided."};
    if (parameter(each.disposition, "filename")) continue;
    result.fields.emplace_back(
        is_utf8(*name) ? *name : from_latin1(*name),
        is_utf8(each.content) ? std::string(each.content) : from_latin1(each.content));
  }
  return result;
}

}  // namespace

std::string media_type(std::string_view content_type) {
  return to_lower(trim(content_type.substr(0, content_type.find(';'))));
}

bool is_json(std::string_view content_type) {
  const std::string type = media_type(content_type);
  constexpr std::string_view prefix = "application/";
  if (!type.starts_with(prefix)) return false;
  const std::string_view subtype = std::string_view(type).substr(prefix.size());
  if (subtype.find('/') != std::string_view::npos) return false;
  return subtype == "json" || subtype.ends_with("+json");
}

form read_form(std::string_view content_type, std::string_view body) {
  const std::string type = media_type(content_type);
  if (type == "multipart/form-data") return read_multipart(content_type, body);
  if (type != "application/x-www-form-urlencoded") return {};
  return {parse_query(from_latin1(body))};
}

}  // namespace fz::http
