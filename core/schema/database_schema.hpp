#pragma once

#include "core/schema/attributes.hpp"
#include "core/schema/object_key.hpp"
#include "core/sql/dialect.hpp"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace fz {

enum class dependency_kind {
  normal,   ///< the other one cannot be dropped before this
  carried,  ///< dropping the other one drops this too
};

struct dependency {
  object_key on;
  dependency_kind kind = dependency_kind::normal;

  bool operator==(const dependency&) const = default;
};

/// One object with all that is needed to create, change and drop it, and to compare it.
struct schema_object {
  object_key key;
  fz::attributes attributes = {};
  /// What must be there before this. That a column, constraint or trigger depends on its parent,
  /// and all on their schema, goes without saying.
  std::vector<dependency> depends_on = {};
  /// Columns: their place in the table. For listing them; it does not count as a difference.
  std::size_t position = 0;
  /// SQLite: the statement that the database keeps (of a column: its part), for making it again as
  /// it was written. It does not count as a difference.
  std::string definition = {};
};

/// Objects of a kind that is not compared, such as operator classes.
struct not_compared {
  std::string kind;  ///< in the singular: "operator class"
  std::vector<std::string> names;

  bool operator==(const not_compared&) const = default;
};

/// The schema of a database as a value.
class database_schema {
 public:
  database_schema() = default;
  /// Sorts the objects by key, those with a position by it within their parent. Of two with the
  /// same key the first counts.
  database_schema(fz::dialect dialect, std::vector<schema_object> objects,
                  std::vector<not_compared> rest = {});

  fz::dialect dialect() const noexcept { return dialect_; }
  const std::vector<schema_object>& objects() const noexcept { return objects_; }
  const std::vector<not_compared>& rest() const noexcept { return rest_; }

  /// The object, or null.
  const schema_object* find(const object_key& key) const;

  /// The objects of one kind that belong to a parent (columns of a table, …), in their order.
  std::vector<const schema_object*> children(object_kind kind, const std::string& schema,
                                             const std::string& parent) const;

 private:
  fz::dialect dialect_ = fz::dialect::postgresql;
  std::vector<schema_object> objects_;
  std::vector<not_compared> rest_;
  std::unordered_map<object_key, std::size_t, object_key_hash> by_key_;
};

/// "not compared: 2 text search configurations (a, b)": one line each kind; empty without any.
std::string describe(const std::vector<not_compared>& rest);

}  // namespace fz
