#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fz {

/// One revision as its file (or the program) declares it; the words are Alembic's.
struct revision {
  std::string id;
  std::vector<std::string> down_revisions;  ///< ids; empty: a base; several: a merge
  std::vector<std::string> branch_labels;
  std::vector<std::string> depends_on;  ///< ids or labels
  std::string message;
  std::string create_date;  ///< UTC, "YYYY-MM-DDTHH:MM:SSZ": compared as text
  std::string file;         ///< named in messages; empty: registered in code
  std::size_t line = 0;
};

/// The first line of the message, printable: what a line of a log or a list shows.
std::string summary(const revision& revision);

}  // namespace fz
