#pragma once

#include "core/revision/revision.hpp"

#include <string>

namespace fz {

/// The front matter that declares the revision, from `-- +++` to `-- +++` without the last line
/// end, in the form that read_plain_front_matter() takes unless a text needs TOML's escapes.
std::string front_matter_text(const revision& declared);

}  // namespace fz
