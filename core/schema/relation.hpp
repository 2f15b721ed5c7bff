#pragma once

#include "core/schema/database_schema.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz {

/// A column as a person wants to see it.
struct relation_column {
  std::string name;
  std::string type;
  bool not_null = false;
  std::string default_value = {};  ///< as SQL; "" where there is none
  std::string generated = {};      ///< "(a + 1) stored", "GENERATED ALWAYS AS IDENTITY" …
  std::string collation = {};
  std::string comment = {};
  bool in_primary_key = false;
  bool in_foreign_key = false;
};

/// A foreign key from one table to another.
struct reference {
  std::string name;
  object_key from;
  std::vector<std::string> columns;
  object_key to;
  std::vector<std::string> referenced;  ///< empty: the primary key
  std::string rest = {};                ///< "ON DELETE CASCADE …", as it is printed
  bool can_be_null = false;             ///< a row may refer to nothing
  bool is_unique = false;               ///< at most one row refers to the same row
};

/// A constraint, an index, a trigger: its name and what it says.
struct relation_part {
  std::string name;  ///< "" where it has none
  std::string text;
};

/// A table or view with all that belongs to it, read out of a schema of either dialect.
struct relation {
  object_key key;
  std::vector<relation_part> options = {};
  std::vector<relation_column> columns = {};
  std::vector<relation_part> constraints = {};
  std::vector<reference> references = {};  ///< to other tables
  std::vector<relation_part> indexes = {};
  std::vector<relation_part> triggers = {};
  std::vector<reference> referred_by = {};  ///< from other tables, and from itself
};

/// "orders", "shop.orders": a name for diagrams, without the schema where it is "public".
std::string short_name(const object_key& key);

/// The tables of a schema, in the order of their names; views only where `with_views`.
std::vector<relation> relations_in(const database_schema& schema, bool with_views);

/// The tables and views of that name, with or without the schema ("public.orders"). Capitals do not
/// matter on SQLite.
std::vector<relation> find_relations(const database_schema& schema, const std::string& name);

}  // namespace fz
