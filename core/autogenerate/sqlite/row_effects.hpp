#pragma once

#include "core/autogenerate/compare.hpp"
#include "core/schema/database_schema.hpp"

#include <vector>

namespace fz::sqlite {

/// True if a table may have rows that these changes of it do not allow. `to`: the wanted schema.
bool can_fail_on_rows(const std::vector<difference>& of_table, const database_schema& to);

}  // namespace fz::sqlite
