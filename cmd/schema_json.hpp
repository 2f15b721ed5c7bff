#pragma once

#include "core/command/check.hpp"
#include "core/command/schema_diff.hpp"
#include "core/command/test_revisions.hpp"
#include "core/schema/database_schema.hpp"

#include <string>

namespace fz::cmd {

// The JSON documents about schemas; docs/schema.md documents their shape, which must not change.

std::string to_json(const command::schema_diff_report& report);
std::string to_json(const database_schema& schema);
std::string to_json(const command::check_report& report);
std::string to_json(const command::test_report& report);

/// "passed", "failed", …: what never changes.
const char* result_word(command::revision_test::result ended);

}  // namespace fz::cmd
