#pragma once

#include "core/command/context.hpp"
#include "core/command/schema_text.hpp"
#include "core/command/scratch_server.hpp"
#include "core/schema/database_schema.hpp"

#include <vector>

namespace fz::command {

/// The schema that the texts make in an empty database. All must outlive the call. Throws what the
/// database refuses, with its place in the text.
task<database_schema> load_schema(const context& ctx, scratch_server& scratch,
                                  std::vector<schema_text> texts);

}  // namespace fz::command
