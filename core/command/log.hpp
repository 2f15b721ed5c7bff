#pragma once

#include "core/command/context.hpp"
#include "core/ledger/audit_table.hpp"

#include <optional>
#include <vector>

namespace fz::command {

/// The audit trail of the configured database, newest first; nothing if its table does not exist
/// yet. Writes nothing. Throws error(config) if none is configured, database_error for the rest.
task<std::optional<std::vector<audit_row>>> log(const context& ctx, audit_selection wanted);

}  // namespace fz::command
