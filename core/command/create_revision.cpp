#include "core/command/create_revision.hpp"

#include "core/command/version_folder.hpp"
#include "core/revision/resolve.hpp"
#include "core/util/error.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz::command {
namespace {

/// All revisions that `id` matches: `head` gives every head.
std::vector<node> candidates(const revision_map& map, const identifier& id) {
  if (id.symbol != "head" || id.steps) return resolve(map, id);
  const auto lineage = branch_lineage(map, id);
  std::vector<node> heads = map.heads();
  if (lineage) std::erase_if(heads, [&](node n) { return !(*lineage)[n]; });
  return heads;
}

std::vector<node> resolve_head(const revision_map& map, const std::string& head) {
  std::vector<node> found = candidates(map, parse_identifier(head));
  if (found.size() < 2) return found;
  throw error(error_kind::revision,
              fmt::format("Multiple heads are present; please specify the head revision on which "
                          "the new revision should be based, or perform a merge. Heads: "
                          "{}.",
                          enumerate(map, found)));
}

}  // namespace

task<fz::revision> revision(const context& ctx, revision_options options) {
  version_folder_made folder(ctx.config.alembic, options.draft.version_path);
  const project p = co_await read_project(ctx);
  std::vector<node> parents = resolve_head(p.map(), options.head);
  fz::revision written =
      co_await write_revision(ctx, p.scripts(), std::move(parents), std::move(options.draft));
  folder.keep();
  co_return written;
}

}  // namespace fz::command
