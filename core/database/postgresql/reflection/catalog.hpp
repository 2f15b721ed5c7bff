#pragma once

#include "core/database/row.hpp"
#include "core/schema/database_schema.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fz::postgresql {

/// The catalogs that objects are found in, by their OIDs (src/include/catalog/*.h).
enum catalog_table : std::int64_t {
  pg_default_acl = 826,
  pg_type = 1247,
  pg_proc = 1255,
  pg_class = 1259,
  pg_foreign_server = 1417,
  pg_user_mapping = 1418,
  pg_foreign_data_wrapper = 2328,
  pg_attrdef = 2604,
  pg_constraint = 2606,
  pg_namespace = 2615,
  pg_operator = 2617,
  pg_rewrite = 2618,
  pg_trigger = 2620,
  pg_extension = 3079,
  pg_policy = 3256,
  pg_statistic_ext = 3381,
  pg_collation = 3456,
  pg_event_trigger = 3466,
  pg_publication = 6104,
  pg_publication_rel = 6106,
  pg_publication_namespace = 6237,
};

/// Where an object is in the catalogs, as pg_depend and pg_description name it.
struct address {
  std::int64_t table = 0;
  std::int64_t oid = 0;
  std::int64_t sub = 0;  ///< a column's number, or 0

  bool operator==(const address&) const = default;
};

/// A table as the caller names it; without a schema: in whichever schema it is.
struct table_name {
  std::string schema;
  std::string name;
};

/// The schema while it is read: objects by their addresses.
class catalog {
 public:
  explicit catalog(std::vector<table_name> left_out) : left_out_(std::move(left_out)) {}

  /// Adds an object, unless it belongs to an extension or is one of the tables left out.
  void add(address where, schema_object object);

  /// Says that what is at `where` is a part of the object at `of` or is it: an index of its
  /// constraint, a row type of its table.
  void alias(address where, address of);

  /// The object at an address or the one that it is a part of; null: it is not ours.
  schema_object* find(address where);
  /// The same, but null if it is known only as a part of another.
  schema_object* find_itself(address where);

  /// True if there is an object of the name by now. Looks at all of them.
  bool contains(const object_key& key) const;

  /// Says that what is at `where` belongs to the extension.
  void add_member(address where, std::int64_t extension);

  void add_not_compared(const std::string& kind, std::string name);

  /// Adds it to the object's dependencies, unless one of them is not ours.
  void depend(address from, address on, dependency_kind kind);

  database_schema build() &&;

 private:
  struct address_hash {
    std::size_t operator()(const address& a) const noexcept {
      return static_cast<std::size_t>((a.table * 31 + a.sub) * 1000003 + a.oid);
    }
  };

  bool is_left_out(const object_key& key) const;
  const std::size_t* index_of(address where) const;

  std::vector<table_name> left_out_;
  std::vector<schema_object> objects_;
  std::unordered_map<address, std::size_t, address_hash> by_address_;
  std::unordered_map<address, address, address_hash> aliases_;
  std::unordered_map<address, std::int64_t, address_hash> members_;
  std::vector<not_compared> rest_;
};

/// The text in a column of a row; empty: NULL.
std::string text_of(const row& r, std::string_view column);
/// The number in a column of a row; 0: NULL.
std::int64_t number_of(const row& r, std::string_view column);

/// An object with all columns of the row as attributes but those whose name begins with `_`.
schema_object object_of(const row& r, object_key key);

/// A child of the table (view, type) at {pg_class, `_relation`}, named by `_name`.
object_key child_key(object_kind kind, const object_key& parent, std::string name);

}  // namespace fz::postgresql
