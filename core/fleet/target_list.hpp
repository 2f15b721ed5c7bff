#pragma once

#include "core/config/config.hpp"
#include "core/fleet/target.hpp"
#include "core/fleet/url_template.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// Reads a list of targets, one a line: a URL; a name and a URL; a name alone, for the fleet's
/// template; or a JSON object with name, url, labels, schema, search_path and role. Empty lines and
/// those that begin with # do not count. `origin` names the list in messages. Throws error(config)
/// with the line for another form.
std::vector<fleet_target> parse_target_list(std::string_view text, const std::string& origin,
                                            const std::filesystem::path& relative_to,
                                            const fleet_config& fleet);

/// The target of one row of names and values: "url" or, with a template, the values for it; "name"
/// or the first value names it, all others are its labels.
fleet_target target_of_row(const std::vector<std::pair<std::string, std::string>>& row,
                           const std::filesystem::path& relative_to, const fleet_config& fleet);

}  // namespace fz
