#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fz::importer {

/// A change in sqitch.plan.
struct sqitch_change {
  std::string name;
  std::vector<std::string> requirements;  ///< as written: "users", "users@v1", "other:change"
  std::vector<std::string> conflicts;
  std::string date;  ///< UTC, as the plan has it
  std::string note;
  std::vector<std::string> tags;         ///< after it and before the next change, without the @
  std::vector<std::size_t> tag_lines;    ///< of each
  std::vector<std::string> rework_tags;  ///< those before it was reworked; empty: it was not
  std::size_t line = 0;
};

/// What `%project=` says in the plan; empty: nothing.
std::string sqitch_project_in(std::string_view text);

/// Reads the plan. Throws error(script) with `file` and the line that is not understood.
std::vector<sqitch_change> parse_sqitch_plan(std::string_view text, const std::string& file);

}  // namespace fz::importer
