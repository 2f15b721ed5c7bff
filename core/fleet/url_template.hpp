#pragma once

#include "core/config/config.hpp"

#include <map>
#include <string>

namespace fz {

/// What `${NAME}` may stand for in a fleet's template: columns of a row, labels, "name".
using template_values = std::map<std::string, std::string>;

/// The URL that the template gives for these values, which are percent-encoded; what is not among
/// them is a variable (`known`). Throws error(config) for a name that is neither.
std::string fill_url_template(const std::string& text, const template_values& values,
                              const std::map<std::string, expanded>& known);

/// `${NAME}` replaced by the values as they are.
std::string fill_names(std::string text, const template_values& values);

}  // namespace fz
