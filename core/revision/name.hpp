#pragma once

#include <string_view>

namespace fz {

/// What a name is for.
enum class name_kind { revision_id, branch_label };

/// Throws error(revision) unless `name` may be a revision's id or a branch label: not empty, not
/// head, heads or base, and without @ - + : blanks and control characters, which the grammar of
/// identifiers needs for itself. A new revision's names are checked with it before its file is
/// written.
void check_name(name_kind kind, std::string_view name);

}  // namespace fz
