#include "core/command/changed_files.hpp"

#include "core/async/offload.hpp"
#include "core/script/body_file.hpp"

#include <map>
#include <string>

namespace fz::command {

task<std::vector<node>> changed_files(const context& ctx, connection& c, const revision_map& map,
                                      node_set applied) {
  std::vector<node> changed;
  const auto history = configured_audit_table(ctx.config);
  if (!history) co_return changed;
  const std::map<std::string, std::string> digests = co_await history->digests(c);
  auto compare = [&] {
    for (node n = 0; n < map.size(); ++n) {
      const auto known = digests.find(map[n].id);
      if (!applied[n] || map[n].file.empty() || known == digests.end()) continue;
      if (digest_of_file(map[n].file) != known->second) changed.push_back(n);
    }
  };
  co_await offload(ctx.pool, compare);
  co_return changed;
}

}  // namespace fz::command
