#pragma once

#include "core/sql/statement.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace fz {

/// What is known of a script's statements without reading them again.
struct script_summary {
  std::size_t statements = 0;
  std::uint64_t bytes = 0;        ///< of their texts
  bool forgets_prepared = false;  ///< PostgreSQL: see statement_traits

  void add(const statement& s);
};

/// Reads the statements of a script in their order, once.
class statement_reader {
 public:
  virtual ~statement_reader() = default;

  /// The next statement, valid until the next call; nullptr at the end. May throw error(file) or
  /// error(script) where the script is read from a file.
  virtual const statement* next() = 0;
};

/// The statements of a script: in memory, or in a file from which they are read one after the
/// other. Immutable; may be read many times, also by several readers at once. An interface because
/// the text may be anywhere.
class statement_source {
 public:
  virtual ~statement_source() = default;

  virtual const script_summary& summary() const noexcept = 0;

  /// False if a reader has to wait for a file.
  virtual bool is_in_memory() const noexcept { return true; }

  /// A reader at the first statement. The source must outlive it. Throws as the reader does.
  virtual std::unique_ptr<statement_reader> open() const = 0;

  std::size_t size() const noexcept { return summary().statements; }
};

/// A script that may be shared; none (nullptr) has no statements.
using script_ptr = std::shared_ptr<const statement_source>;

/// A script that is kept in memory.
script_ptr script_of(std::vector<statement> statements);

/// All statements of a script.
std::vector<statement> statements_of(const script_ptr& script);

/// How many there are.
std::size_t statement_count(const script_ptr& script);

}  // namespace fz
