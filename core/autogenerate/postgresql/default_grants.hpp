#pragma once

#include "core/autogenerate/postgresql/change_set.hpp"
#include "core/schema/database_schema.hpp"

#include <string>

namespace fz::postgresql {

/// What a new object gets by default privileges that were there before and stay, as the attribute
/// `grants` says it.
std::string default_grants(const schema_object& object, const change_set& changes,
                           const database_schema& from);

}  // namespace fz::postgresql
