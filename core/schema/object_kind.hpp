#pragma once

#include <string_view>

namespace fz {

/// What an object of a schema is. The order is the one in which objects that do not depend on each
/// other are listed and created.
enum class object_kind {
  schema,
  extension,
  foreign_data_wrapper,
  foreign_server,
  user_mapping,
  collation,
  enum_type,
  composite_type,
  type_attribute,  ///< of a composite type
  range_type,
  domain,
  domain_constraint,
  function,  ///< also window functions and procedures
  aggregate,
  sql_operator,
  sequence,
  table,          ///< also partitioned, foreign and typed tables
  virtual_table,  ///< SQLite
  column,
  column_default,  ///< PostgreSQL; on SQLite an attribute of the column
  sequence_owner,  ///< OWNED BY of a sequence
  view,
  materialized_view,
  inheritance,
  partition,   ///< a table is a partition of another
  constraint,  ///< PRIMARY KEY, UNIQUE, CHECK, EXCLUDE
  index,
  index_partition,  ///< an index is a partition of another
  replica_identity,
  clustering,  ///< the index that CLUSTER goes by
  foreign_key,
  statistics,
  rule,
  trigger,
  policy,
  event_trigger,
  publication,
  default_privileges,
};

/// "table", "foreign key", "materialized view", …
std::string_view to_string(object_kind kind);

}  // namespace fz
