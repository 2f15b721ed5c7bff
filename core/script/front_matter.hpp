#pragma once

#include "core/revision/revision.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fz {

/// Where the front matter of an SQL revision file stands: the lines between `-- +++` and `-- +++`,
/// each a comment with a line of TOML.
struct front_matter_block {
  std::size_t first_line = 0;  ///< the number of the first line between them
  std::size_t begin = 0;       ///< offset of that line
  std::size_t end = 0;         ///< offset of the closing line
  std::size_t after = 0;       ///< offset of the line after the closing one
};

/// Whether a text is all of its file.
enum class text_extent { whole, beginning };

/// Finds the front matter; blank lines and `--` comments may stand before it. Nothing if the text
/// is only the beginning of its file and the front matter continues after it. Throws error(script)
/// with `file` and line: it is missing, it is never closed, or a line in it is not a comment.
std::optional<front_matter_block> find_front_matter(std::string_view text, const std::string& file,
                                                    text_extent extent);

/// The revision that the front matter declares: `revision` (required), `down_revision`,
/// `branch_labels`, `depends_on`, `message`, `create_date`. Throws error(script) with file, line,
/// column and what was expected: a key that is unknown or given twice, a wrong type, bad TOML.
revision read_front_matter(std::string_view text, const front_matter_block& block,
                           std::string file);

}  // namespace fz
