#pragma once

#include "core/revision/revision.hpp"
#include "core/script/front_matter.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

enum class front_matter_type {
  id,         ///< a string that is not empty
  text,       ///< a string
  names,      ///< a string or an array of strings; "" and [] are none
  date_time,  ///< a date and time, or a string that holds one
};

/// One name that may stand in a front matter, and its place in a revision.
struct front_matter_key {
  std::string_view name;
  front_matter_type type;
  std::string revision::*text = nullptr;
  std::vector<std::string> revision::*names = nullptr;
};

inline constexpr std::array<front_matter_key, 6> front_matter_keys = {{
    {"revision", front_matter_type::id, &revision::id},
    {"down_revision", front_matter_type::names, nullptr, &revision::down_revisions},
    {"branch_labels", front_matter_type::names, nullptr, &revision::branch_labels},
    {"depends_on", front_matter_type::names, nullptr, &revision::depends_on},
    {"message", front_matter_type::text, &revision::message},
    {"create_date", front_matter_type::date_time, &revision::create_date},
}};

/// The TOML of one line of the block, without the `--` and one blank; a blank line gives "".
inline std::string_view front_matter_toml(std::string_view line) {
  while (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
  if (!line.starts_with("--")) return {};
  line.remove_prefix(2);
  if (line.starts_with(' ')) line.remove_prefix(1);
  return line;
}

/// Reads a block of ordinary lines only: `key = "plain string"`, an array of such strings, a date
/// and time, comments; 20 times as fast as a TOML parser, which thousands of files need. Nothing
/// if any line is more than that, or wrong: read_toml_front_matter() knows.
std::optional<revision> read_plain_front_matter(std::string_view text,
                                                const front_matter_block& block);

/// Reads any block. Throws as read_front_matter() does.
revision read_toml_front_matter(std::string_view text, const front_matter_block& block,
                                const std::string& file);

}  // namespace fz
