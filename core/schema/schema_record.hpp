#pragma once

#include "core/schema/database_schema.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fz {

/// The schema as bytes, for keeping it: everything that is in the value. The form may change from
/// version to version of fz.
std::string to_record(const database_schema& schema);

/// The schema again; nothing for what to_record() of this version did not write.
std::optional<database_schema> from_record(std::string_view record);

}  // namespace fz
