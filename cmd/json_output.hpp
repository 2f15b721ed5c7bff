#pragma once

#include "core/command/accept.hpp"
#include "core/command/import_users.hpp"
#include "core/command/listing.hpp"
#include "core/command/offline.hpp"
#include "core/ledger/audit_table.hpp"
#include "core/revision/revision.hpp"
#include "core/runtime/run.hpp"
#include "core/users/account.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fz::cmd {

// The one JSON document that a command prints with --format json; its shape is documented in
// docs/commands.md and stays.

std::string to_json(const run_report& report, bool dry_run);
std::string to_json(const command::offline_result& result);
/// A stamp, of which only the rows matter.
std::string to_json_rows(const run_report& report);
std::string to_json(const command::revision_list& list);
std::string to_json(const command::status_report& report);
std::string to_json(const command::accept_report& report);
std::string to_json(const std::vector<audit_row>& rows);
std::string to_json(const revision& written);
std::string to_json(const account& a);
/// With the result ("updated", …) and a password that was generated; "" is left out.
std::string to_json(const account& a, const std::string& password, std::string_view result);

std::string to_json(const command::import_report& report, bool dry_run);

}  // namespace fz::cmd
