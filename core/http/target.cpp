#include "core/http/target.hpp"

#include "core/util/text.hpp"

namespace fz::http {

bool read_target(std::string_view text, target& result) {
  text = text.substr(0, text.find('#'));
  const std::string_view path_part = text.substr(0, text.find('?'));
  result.query =
      path_part.size() < text.size() ? text.substr(path_part.size() + 1) : std::string_view();
  result.path = path_part;
  if (path_part.starts_with('/') || path_part == "*") return true;
  const std::string scheme = to_lower(path_part.substr(0, path_part.find("://")));
  if ((scheme != "http" && scheme != "https") || scheme.size() == path_part.size()) return false;
  const std::string_view authority = path_part.substr(scheme.size() + 3);
  const std::string_view host = authority.substr(0, authority.find('/'));
  if (host.empty()) return false;
  result.path = host.size() == authority.size() ? "/" : authority.substr(host.size());
  return true;
}

}  // namespace fz::http
