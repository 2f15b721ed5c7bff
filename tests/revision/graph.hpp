#pragma once

#include "core/revision/plan.hpp"
#include "core/revision/revision_map.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// One revision in few words: its id, then in any order "->a" or "->a,b" its down_revisions, "=>a"
/// its dependencies, "#x" its branch labels.
using declaration = std::initializer_list<std::string_view>;

inline revision declared(declaration words) {
  revision result;
  const auto list = [](std::string_view names) {
    std::vector<std::string> out;
    for (const auto name : split(names, ',')) out.emplace_back(name);
    return out;
  };
  result.id = *words.begin();
  result.file = result.id + ".sql";
  result.message = "make " + result.id;
  for (auto word = words.begin() + 1; word != words.end(); ++word) {
    if (word->starts_with("->")) result.down_revisions = list(word->substr(2));
    if (word->starts_with("=>")) result.depends_on = list(word->substr(2));
    if (word->starts_with("#")) result.branch_labels = list(word->substr(1));
  }
  return result;
}

/// A graph whose revisions were made in the order in which they are declared.
inline revision_map graph(std::initializer_list<declaration> declarations) {
  std::vector<revision> revisions;
  for (const declaration& each : declarations) {
    revisions.push_back(declared(each));
    revisions.back().create_date = fmt::format("2024-01-01T00:00:{:02}Z", revisions.size());
  }
  return revision_map(std::move(revisions));
}

inline std::string shown(const row_change& change) {
  switch (change.what) {
    case row_change::kind::insert:
      return "insert " + change.to;
    case row_change::kind::remove:
      return "delete " + change.from;
    case row_change::kind::update:
      return change.from + " to " + change.to;
  }
  return "";
}

/// Each step as "+b: a to b = b" (what runs, the row changes, the rows after it); a stamp has "~".
inline std::vector<std::string> trace(const plan& plan) {
  std::vector<std::string> lines;
  std::vector<std::string> rows = plan.rows_before;
  for (const step& each : plan.steps) {
    std::vector<std::string> changes;
    for (const row_change& change : each.changes) changes.push_back(shown(change));
    carry_out(each.changes, rows);
    const std::string what =
        each.subject == nullptr
            ? "~"
            : (each.direction == direction::upgrade ? "+" : "-") + each.subject->id;
    lines.push_back(fmt::format("{}: {} = {}", what, join(changes, ", "), join(rows, " ")));
  }
  if (rows != plan.rows_after) lines.push_back("rows_after differs: " + join(plan.rows_after, " "));
  return lines;
}

using rows = std::vector<std::string>;

inline std::vector<std::string> up(const revision_map& map, const rows& before,
                                   std::string_view target) {
  return trace(make_plan(map, before, direction::upgrade, target));
}

inline std::vector<std::string> down(const revision_map& map, const rows& before,
                                     std::string_view target) {
  return trace(make_plan(map, before, direction::downgrade, target));
}

inline std::vector<std::string> stamp(const revision_map& map, const rows& before,
                                      const std::vector<std::string>& targets,
                                      purge rows_first = purge::no) {
  return trace(make_stamp_plan(map, before, targets, rows_first));
}

/// The text of the fz::error that `action` ends with, or "no error".
inline std::string sentence_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const error& caught) {
    return caught.what();
  }
  return "no error";
}

/// Alembic's own example: two branches of a base, a third base, and a dependency between them.
inline revision_map docs_graph() {
  return graph({{"1975ea83b712"},
                {"ae1027a6acf1", "->1975ea83b712"},
                {"27c6a30d7c24", "->1975ea83b712", "#shoppingcart"},
                {"d747a8a8879", "->27c6a30d7c24"},
                {"3cac04ae8714", "#networking"},
                {"109ec7d132bf", "->3cac04ae8714"},
                {"29f859a13ea", "->109ec7d132bf"},
                {"55af2cb1c267", "->ae1027a6acf1"},
                {"2a95102259be", "->29f859a13ea", "=>55af2cb1c267"}});
}

}  // namespace fz
