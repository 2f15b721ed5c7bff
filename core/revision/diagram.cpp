#include "core/revision/diagram.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

namespace fz {
namespace {

/// "1a2b", "create users" and the branch labels of its own.
struct caption {
  std::string id;
  std::string message;
  std::string labels;
};

caption caption_of(const revision& r) {
  return {printable(r.id), summary(r), printable(join(r.branch_labels, ", "))};
}

/// The name of a node in Mermaid: bytes other than letters and digits become "_" and their number.
std::string mermaid_name(std::string_view id) {
  std::string name = "r_";
  for (const char c : id) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += is_plain ? std::string(1, c) : fmt::format("_{:02x}", static_cast<unsigned char>(c));
  }
  return name;
}

std::string mermaid_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"') {
      escaped += "#quot;";
    } else if (c == '#') {
      escaped += "#35;";
    } else if (c == '<') {
      escaped += "#lt;";
    } else if (c == '`') {
      escaped += "#96;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string dot_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

/// Calls `arrow(parent, is_dependency)` for each arrow from a revision to another that is shown.
template <class Arrow>
void each_arrow(const revision_map& map, node n, const std::set<node>& shown, const Arrow& arrow) {
  const auto down = map.parents(n, edges::down);
  for (const node parent : map.parents(n, edges::all)) {
    if (shown.count(parent) == 0) continue;
    arrow(parent, std::find(down.begin(), down.end(), parent) == down.end());
  }
}

}  // namespace

std::string mermaid_history(const revision_map& map, std::span<const node> newest_first,
                            const is_current& current) {
  const std::set<node> shown(newest_first.begin(), newest_first.end());
  std::string text = "flowchart BT\n";
  std::string arrows;
  for (const node n : newest_first) {
    const caption c = caption_of(map[n]);
    const std::string name = mermaid_name(map[n].id);
    text += fmt::format("    {}[\"{}", name, mermaid_text(c.id));
    if (!c.labels.empty()) text += fmt::format(" ({})", mermaid_text(c.labels));
    if (!c.message.empty()) text += fmt::format("<br>{}", mermaid_text(c.message));
    text += fmt::format("\"]{}\n", current(n) ? ":::current" : "");
    each_arrow(map, n, shown, [&](node parent, bool is_dependency) {
      arrows += fmt::format("    {} {} {}\n", mermaid_name(map[parent].id),
                            is_dependency ? "-.->" : "-->", name);
    });
  }
  return text + arrows + "    classDef current stroke-width:3px\n";
}

std::string dot_history(const revision_map& map, std::span<const node> newest_first,
                        const is_current& current) {
  const std::set<node> shown(newest_first.begin(), newest_first.end());
  std::string text =
      "digraph history {\n  rankdir=BT;\n  node [shape=box, fontname=\"sans-serif\"];\n";
  std::string arrows;
  for (const node n : newest_first) {
    const caption c = caption_of(map[n]);
    const std::string name = dot_text(c.id);
    text += fmt::format("  \"{}\" [label=\"{}", name, name);
    if (!c.labels.empty()) text += fmt::format(" ({})", dot_text(c.labels));
    if (!c.message.empty()) text += fmt::format("\\n{}", dot_text(c.message));
    text += fmt::format("\"{}];\n", current(n) ? ", penwidth=3" : "");
    each_arrow(map, n, shown, [&](node parent, bool is_dependency) {
      arrows += fmt::format("  \"{}\" -> \"{}\"{};\n", dot_text(printable(map[parent].id)), name,
                            is_dependency ? " [style=dotted]" : "");
    });
  }
  return text + arrows + "}\n";
}

}  // namespace fz
