#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz::postgresql {

std::string create_view(const schema_object& view);

/// A view with the same columns and no rows, for what refers to it before it can be made.
std::string create_empty_view(const schema_object& view);

/// CREATE OR REPLACE VIEW.
std::string replace_view(const schema_object& view);

/// True if CREATE OR REPLACE and ALTER do not lead from one to the other.
bool needs_new_view(const schema_object& from, const schema_object& to);

std::vector<std::string> alter_view(const schema_object& from, const schema_object& to);

}  // namespace fz::postgresql
