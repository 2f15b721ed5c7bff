#include "core/revision/entry_text.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <iterator>

namespace fz {
namespace {

std::string parents_or_base(const revision_map& map, node n) {
  const auto parents = map.parents(n, edges::down);
  return parents.empty() ? "<base>" : join(ids(map, parents), ", ");
}

std::string_view if_true(bool condition, std::string_view text) { return condition ? text : ""; }

std::string indented(std::string_view text) {
  std::string result;
  for (const auto line : split(text, '\n')) {
    fmt::format_to(std::back_inserter(result), "    {}\n", printable(line));
  }
  return result;
}

}  // namespace

std::string short_entry(const revision_map& map, node n, const entry_parts& parts) {
  const revision& it = map[n];
  std::string text;
  if (parts.parents) {
    text = parents_or_base(map, n);
    if (!it.depends_on.empty()) text += fmt::format(" ({})", join(it.depends_on, ", "));
    text += " -> ";
  }
  text += parts.labels ? id_with_labels(map, n) : it.id;
  text += if_true(map.is_real_head(n), " (head)");
  text += if_true(map.is_effective_head(n), " (effective head)");
  text += if_true(parts.is_current, " (current)");
  text += if_true(parts.points && map.is_branch_point(n), " (branchpoint)");
  text += if_true(parts.points && map.is_merge_point(n), " (mergepoint)");
  if (parts.message && !it.message.empty()) text += ", " + summary(it);
  return text;
}

std::string log_entry(const revision_map& map, node n, bool is_current) {
  const revision& it = map[n];
  std::string text = fmt::format("Rev: {}{}{}{}{}\n", it.id, if_true(map.is_head(n), " (head)"),
                                 if_true(map.is_branch_point(n), " (branchpoint)"),
                                 if_true(map.is_merge_point(n), " (mergepoint)"),
                                 if_true(is_current, " (current)"));
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) fmt::format_to(std::back_inserter(text), "{}: {}\n", name, value);
  };
  add(map.is_merge_point(n) ? "Merges" : "Parent", parents_or_base(map, n));
  add("Also depends on", join(it.depends_on, ", "));
  if (map.is_branch_point(n)) {
    add("Branches into", join(ids(map, map.children(n, edges::down)), ", "));
  }
  add("Branch names", fmt::format("{}", fmt::join(map.labels(n), ", ")));
  add("Path", printable(it.file));
  const std::string parents = it.down_revisions.empty() ? "" : parents_or_base(map, n);
  text += "\n" + indented(fmt::format("{}\n\nRevision ID: {}\nRevises: {}\nCreate Date: {}",
                                      trim(it.message), it.id, parents, it.create_date));
  return text + "\n";
}

std::string branch_entry(const revision_map& map, node n, bool is_verbose) {
  std::string text =
      is_verbose ? log_entry(map, n, false) : short_entry(map, n, {.labels = true}) + "\n";
  const std::string indent(display_width(map[n].id), ' ');
  for (const node child : map.children(n, edges::down)) {
    text += fmt::format("{} -> {}\n", indent,
                        short_entry(map, child, {.labels = true, .message = is_verbose}));
  }
  return text;
}

}  // namespace fz
