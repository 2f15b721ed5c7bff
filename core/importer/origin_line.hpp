#pragma once

#include "core/importer/tool.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fz::importer {

/// Where a revision was imported from: a comment in its front matter,
/// `-- # origin: dbmate 20240601120000 5891b5b522d5df08 20240601120000_create_users.sql`.
struct origin_line {
  tool from = tool::dbmate;
  std::string version;   ///< as the tool's table has it
  std::string checksum;  ///< of its file when it was imported; empty: not known
  std::string file;

  bool operator==(const origin_line&) const = default;
};

/// The project of sqitch that a version such as "shop:users" belongs to; empty: none.
std::string sqitch_project_of(std::string_view version);

/// The line, without its end.
std::string to_text(const origin_line& line);

/// The first such line in the beginning of a revision file; nothing if there is none.
std::optional<origin_line> find_origin(std::string_view text);

}  // namespace fz::importer
