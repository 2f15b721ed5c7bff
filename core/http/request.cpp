#include "core/http/request.hpp"

#include "core/util/text.hpp"

namespace fz::http {

std::string_view client_of(const request& from) {
  // Each proxy adds the address it saw at the end: only the last one is known to be true.
  const std::string_view forwarded = from.forwarded_for;
  const std::string_view last = trim(forwarded.substr(forwarded.rfind(',') + 1));
  return from.from_loopback && !last.empty() ? last : std::string_view(from.peer);
}

}  // namespace fz::http
