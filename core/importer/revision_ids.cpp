#include "core/importer/revision_ids.hpp"

#include "core/importer/checksum.hpp"
#include "core/util/text.hpp"

#include <cstddef>

namespace fz::importer {
namespace {

constexpr std::size_t longest = 32;  // what the version table holds
constexpr std::size_t digest = 8;

bool may_stay(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

/// The beginning of `id`, and a digest of what it was made from.
std::string shortened(std::string id, std::string_view wanted) {
  id.resize(std::min(id.size(), longest - digest - 1));
  return id + "_" + sha256_start(wanted).substr(0, digest);
}

}  // namespace

std::string fitting_id(std::string_view wanted) {
  std::string id;
  for (const char c : wanted) id += may_stay(c) ? c : '_';
  const std::string lower = to_lower(id);
  const bool is_reserved = lower == "head" || lower == "heads" || lower == "base";
  const bool is_hidden = id.empty() || id.front() == '.';
  if (is_reserved || is_hidden) return shortened("r" + id, wanted);
  if (id.size() > longest) return shortened(id, wanted);
  return id;
}

std::string unused_id(std::string_view wanted, std::set<std::string>& taken) {
  std::string id = fitting_id(wanted);
  for (int number = 2; !taken.insert(id).second; ++number) {
    id = shortened(fitting_id(wanted), std::string(wanted) + "#" + std::to_string(number));
  }
  return id;
}

}  // namespace fz::importer
