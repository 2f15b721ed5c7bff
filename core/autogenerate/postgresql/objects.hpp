#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz::postgresql {

/// The statements that create one object of its own: without comment and grants, and tables,
/// composite types and domains without their parts.
std::vector<std::string> create_object(const schema_object& object);

/// The statements that drop it.
std::vector<std::string> drop_object(const schema_object& object);

/// How an object that is in both schemas gets from one form to the other.
enum class way {
  alter,    ///< it stays
  replace,  ///< a type: renamed, made again, its columns moved over, dropped
  anew,     ///< dropped and made again
};

way way_between(const schema_object& from, const schema_object& to);

/// The statements of way::alter, without comment and grants. Not for columns.
std::vector<std::string> alter_object(const schema_object& from, const schema_object& to);

/// The statement that gives a trigger its state: enabled, or not, or when.
std::vector<std::string> set_trigger_state(const schema_object& trigger);

/// The statement that validates a constraint of a table or a domain.
std::string validate_constraint(const object_key& key);

}  // namespace fz::postgresql
