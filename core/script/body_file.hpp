#pragma once

#include "core/script/section_reader.hpp"
#include "core/sql/dialect.hpp"
#include "core/sql/statement_source.hpp"
#include "core/util/file.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace fz {

/// How much memory the statements of a project's files may take together. From any thread.
class body_memory {
 public:
  explicit body_memory(std::size_t bytes) : left_(bytes) {}

  /// False if there is not so much left.
  bool take(std::size_t bytes);
  void give_back(std::size_t bytes) { left_ += bytes; }

 private:
  std::atomic<std::size_t> left_;
};

/// A revision file whose text was checked, as it was then.
struct checked_file {
  std::string path;
  file_identity identity;
  std::string sha256;
};

/// What a direction of such a file is to run.
struct body_extent {
  file_section section;
  fz::dialect dialect = dialect::sqlite;
  std::vector<std::size_t> left_out;  ///< the indexes of statements that need not be run; sorted
  script_summary summary;             ///< of the others
};

/// Statements that are read from the file as they are asked for. The reader gets
/// error(script) if the file is no longer as it was checked: before the first statement, or where
/// only its content tells, in place of the end.
script_ptr script_in_file(checked_file file, body_extent extent);

/// Statements of a file that are kept in memory, within what `memory` allows; nullptr if it allows
/// no more. A reader is given only as long as the file is as it was checked.
script_ptr script_in_memory(checked_file file, std::vector<statement> statements,
                            std::shared_ptr<body_memory> memory);

/// Opens the file and gives it piece by piece.
text_opener pieces_of(const std::string& path);

/// The SHA-256 digest of the file, which may be long. Throws error(file) if it cannot be read.
std::string digest_of_file(const std::string& path);

/// "The file was changed after it had been checked."
error changed_file(const std::string& path);

}  // namespace fz
