#pragma once

#include "core/sql/dialect.hpp"
#include "core/sql/statement.hpp"
#include "core/sql/statement_traits.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace fz {

/// What is known of a script's statements without reading them again.
struct script_summary {
  std::size_t statements = 0;
  std::uint64_t bytes = 0;  ///< of their texts
  /// The strongest that one of them has on the session or on the rest of its transaction.
  session_effect on_session = session_effect::none;
  bool forgets_prepared = false;  ///< PostgreSQL: see statement_traits

  /// The second one also looks at what the statement does.
  void add(const statement& s);
  void add(const statement& s, const statement_traits& what);
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

  /// A reader at the first statement. The source must outlive it. May block, as may the reader.
  virtual std::unique_ptr<statement_reader> open() const = 0;

  std::size_t size() const noexcept { return summary().statements; }
};

/// A script that may be shared; none (nullptr) has no statements.
using script_ptr = std::shared_ptr<const statement_source>;

/// A script that is kept in memory. Without a dialect its statements are not described: they are
/// fz's own.
script_ptr script_of(std::vector<statement> statements);
script_ptr script_of(std::vector<statement> statements, dialect d);

/// All statements of a script.
std::vector<statement> statements_of(const script_ptr& script);

/// How many there are.
std::size_t statement_count(const script_ptr& script);

}  // namespace fz
