#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// One record of a CSV text.
struct csv_record {
  std::size_t line = 0;  ///< where it begins, from 1
  std::vector<std::string> fields = {};
  std::string problem = {};  ///< empty if the record is valid
};

/// Reads comma-separated values (RFC 4180) record by record: fields may be quoted, a quote
/// inside is doubled, lines end with LF or CRLF. Empty lines are passed over, as is a byte order
/// mark at the beginning. The text must outlive the reader.
class csv_reader {
 public:
  explicit csv_reader(std::string_view text);

  /// Reads into `record`; false at the end of the text.
  bool next(csv_record& record);

 private:
  void read_field(csv_record& record);
  void read_quoted(std::string& field, csv_record& record);
  bool at_line_end() const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace fz
