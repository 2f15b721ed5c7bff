#pragma once

#include "core/schema/attributes.hpp"

#include <string>

namespace fz::postgresql {

/// The kinds of objects that rights are given on, by the letter of acldefault().
enum class grantable : char {
  table = 'r',
  column = 'c',
  sequence = 's',
  function = 'f',
  schema = 'n',
  public_schema = 'N',  ///< "public", on which everybody has USAGE in a new database
  type = 'T',
  wrapper = 'F',
  server = 'S',
};

/// Sets `grants` and `revoked` from an object's list of rights (aclitem[] as text; empty: the
/// default). What the owner has by default is left out, for owners are not compared. `grants`: a
/// line for each role, "SELECT, INSERT TO ada" or "ALL TO ada WITH GRANT OPTION", as it is used in
/// GRANT. `revoked`: a line for what a role would have by default and has not: "EXECUTE FROM
/// PUBLIC", "ALL FROM owner" (then `grants` says what the owner has instead).
void set_grants(attributes& to, const std::string& acl, const std::string& owner, grantable kind);

/// The lines of `grants` alone, with nothing taken as the default.
std::string grants_in(const std::string& acl, const std::string& owner, grantable kind);

}  // namespace fz::postgresql
