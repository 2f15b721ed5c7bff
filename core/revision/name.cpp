#include "core/revision/name.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fz {

void check_name(name_kind kind, std::string_view name) {
  const std::string_view what = kind == name_kind::revision_id ? "revision id" : "branch label";
  if (name.empty()) throw error(error_kind::revision, fmt::format("A {} is empty.", what));
  if (name == "head" || name == "heads" || name == "base") {
    throw error(error_kind::revision,
                fmt::format("{} cannot be a {}: the word is reserved.", quote(name), what));
  }
  const auto is_plain = [](char c) {
    return c > ' ' && c < '\x7f' && c != '@' && c != '-' && c != '+' && c != ':';
  };
  if (std::all_of(name.begin(), name.end(), is_plain)) return;
  if (const auto at = name.find_first_of("@-+:"); at != name.npos) {
    throw error(error_kind::revision, fmt::format("Character '{}' is not allowed in the {} {}.",
                                                  name[at], what, quote(name)));
  }
  if (name.find(' ') != name.npos || printable(name) != name) {
    throw error(error_kind::revision,
                fmt::format("The {} {} holds a blank, a control character or broken UTF-8.", what,
                            quote(name)));
  }
}

}  // namespace fz
