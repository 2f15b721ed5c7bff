#include "core/database/database_url.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <iterator>

namespace fz {
namespace {

/// Percent-escapes what would end the part it is in; letters of every language stay readable.
std::string encode(std::string_view text, std::string_view reserved) {
  std::string result;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    if (control || c == '%' || reserved.find(c) != std::string_view::npos) {
      fmt::format_to(std::back_inserter(result), "%{:02X}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result;
}

bool is_secret(std::string_view name) {
  const std::string lower = to_lower(name);
  for (const std::string_view word : {"password", "passwd", "secret", "scram", "token"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

std::string encoded_query(const database_url& url) {
  std::string text;
  for (const auto& [name, value] : url.query) {
    text += text.empty() ? '?' : '&';
    text += encode(name, "&=+# ") + "=" + (is_secret(name) ? "***" : encode(value, "&+# "));
  }
  return text;
}

std::string encoded_hosts(const database_url& url) {
  const std::vector<std::string_view> hosts = split(url.host, ',');
  const std::vector<std::string_view> ports = split(url.port, ',');
  std::string text;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    if (i > 0) text += ',';
    const bool ipv6 = hosts[i].find(':') != std::string_view::npos;
    text += ipv6 ? fmt::format("[{}]", hosts[i]) : encode(hosts[i], "/?#@: ");
    // One port serves every host.
    const std::string_view port = i < ports.size() ? ports[i] : ports.back();
    if (!port.empty()) text += fmt::format(":{}", port);
  }
  return text;
}

}  // namespace

std::string to_string(const database_url& url) {
  if (url.dialect == dialect::sqlite) {
    const std::string path = url.path.empty() ? "" : "/" + encode(url.path.string(), "?#");
    return printable("sqlite://" + path + encoded_query(url));
  }
  std::string user = encode(url.user, ":/?#@ ");
  if (!url.password.empty()) user += ":***";
  if (!user.empty()) user += '@';
  const std::string database = url.database.empty() ? "" : "/" + encode(url.database, "/?# ");
  return printable("postgresql://" + user + encoded_hosts(url) + database + encoded_query(url));
}

}  // namespace fz
