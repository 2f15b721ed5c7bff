#pragma once

#include "core/schema/database_schema.hpp"

#include <set>
#include <string>
#include <vector>

namespace fz::sqlite {

/// Which tables PRAGMA foreign_key_check is asked about.
struct foreign_key_tables {
  std::vector<std::string> before;  ///< with the schema as it is
  std::vector<std::string> after;   ///< with the wanted one
};

/// The tables that are touched, and those that refer to them, as far as they have foreign keys.
/// Left out are tables of which the PRAGMA says "foreign key mismatch" in one of the schemas: the
/// columns that they refer to have no key. Names in lower case.
foreign_key_tables find_foreign_key_tables(const database_schema& from, const database_schema& to,
                                           const std::set<std::string>& touched);

}  // namespace fz::sqlite
