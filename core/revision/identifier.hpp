#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fz {

/// What a user writes to mean revisions, taken apart:
///
///     [BRANCH@]SYMBOL        SYMBOL: head, heads, base, an id, its beginning, a branch label
///     [BRANCH@]SYMBOL(+|-)N  N revisions above or below it
///     [BRANCH@](+|-)N        N revisions above or below where the database is
///
/// BRANCH is a branch label, or any revision of the branch. Nothing is looked up yet.
struct identifier {
  std::string text;          ///< as given, for messages
  std::string branch;        ///< empty: none given
  std::string symbol;        ///< empty: where the database is; then there are `steps`
  std::optional<int> steps;  ///< as signed; +0 and -0 are both 0

  bool is_relative_to_database() const { return symbol.empty(); }
};

/// Takes `text` apart. An empty branch ("@head") is as none, as in Alembic. Throws error(usage)
/// saying what is wrong, and which forms there are, for anything else, a range included.
identifier parse_identifier(std::string_view text);

/// The two sides of "a:b"; an absent side is nothing.
struct identifier_range {
  std::optional<identifier> lower;
  std::optional<identifier> upper;
};

/// True if `text` holds a ':' and so must be a range if it is anything.
bool is_range(std::string_view text);

/// Takes "a:b", "a:", ":b" or ":" apart. Throws error(usage).
identifier_range parse_range(std::string_view text);

}  // namespace fz
