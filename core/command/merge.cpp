#include "core/command/merge.hpp"

#include "core/revision/resolve.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz::command {
namespace {

[[noreturn]] void refuse(const std::string& sentence) {
  throw error(error_kind::revision, sentence);
}

/// `heads` here are also those that others depend on: while one is left, `head` stays ambiguous.
std::vector<node> candidates(const revision_map& map, const std::string& text) {
  return text == "heads" ? map.heads() : resolve(map, parse_identifier(text));
}

std::vector<node> resolve_parents(const revision_map& map, const std::vector<std::string>& texts) {
  std::vector<node> parents;
  for (const std::string& text : texts) {
    for (const node n : candidates(map, text)) {
      if (std::find(parents.begin(), parents.end(), n) != parents.end()) {
        refuse(fmt::format("Duplicate head revisions specified: {} is named twice.", map[n].id));
      }
      parents.push_back(n);
    }
  }
  return parents;
}

}  // namespace

task<fz::revision> merge(const context& ctx, merge_options options) {
  const project p = co_await read_project(ctx);
  const revision_map& map = p.map();
  std::vector<node> parents = resolve_parents(map, options.revisions);
  if (parents.size() < 2) {
    refuse(fmt::format("A merge joins two revisions or more, but {} {}. Heads: {}.",
                       quote(join(options.revisions, " ")),
                       parents.empty() ? "matches no revision" : "is only " + map[parents[0]].id,
                       map.size() == 0 ? "none" : enumerate(map, map.heads())));
  }
  co_return co_await write_revision(ctx, p.scripts(), std::move(parents), std::move(options.draft));
}

}  // namespace fz::command
