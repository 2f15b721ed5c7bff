#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz::postgresql {

/// The statements that bring an object's comment and grants from what `from` says (of a new object:
/// nothing) to what `to` says.
std::vector<std::string> comment_and_grant_changes(const attributes& from, const schema_object& to);

/// The grants of an identity column's sequence.
std::vector<std::string> grant_changes(const std::string& from, const std::string& to,
                                       const std::string& target);

/// The roles in a text of grants.
std::vector<std::string> roles_in(const std::string& grants);

/// The roles in a text of what is revoked: lines such as "USAGE FROM PUBLIC".
std::vector<std::string> roles_without(const std::string& revoked);

/// "TABLE public.t": what GRANT calls it; empty: nothing is granted on such an object.
std::string grant_target(const schema_object& object);

}  // namespace fz::postgresql
