#pragma once

#include "core/ledger/journal.hpp"
#include "core/sql/statement.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fz {

/// What the journal keeps of a section's text, to see whether the file has changed since: 32 digits
/// for the statements that were carried out, in a chain of SHA-256, and 32 for the one that was
/// begun, if there is one.
class section_digests {
 public:
  explicit section_digests(const std::vector<statement>& section);

  /// For an entry with `done` statements and the one begun whose number is `started`; 0: none.
  std::string of(std::size_t done, std::size_t started) const;

  /// True if the section still begins with the statements that the entry says were carried out.
  bool has_done(const journal_entry& entry) const;

  /// True if the statement that the entry says was begun is still the same.
  bool has_started(const journal_entry& entry) const;

 private:
  std::vector<std::string> chain_;   // [n]: of the first n statements
  std::vector<std::string> single_;  // [n]: of the statement with the number n + 1
};

}  // namespace fz
