#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz::postgresql {

/// CREATE TYPE of an enum or range.
std::string create_type(const schema_object& type);

/// CREATE TYPE of a composite with its attributes.
std::string create_composite(const schema_object& type,
                             const std::vector<const schema_object*>& attributes);

std::string create_domain(const schema_object& domain,
                          const std::vector<const schema_object*>& constraints);

/// True if no ALTER leads from one type to the other, so that it must be replaced: renamed, made
/// again, and its columns moved over.
bool needs_replacement(const schema_object& from, const schema_object& to);

/// ALTER TYPE … ADD VALUE, ALTER DOMAIN …
std::vector<std::string> alter_type(const schema_object& from, const schema_object& to);

/// ADD ATTRIBUTE, as ALTER TYPE takes it.
std::string add_attribute(const schema_object& attribute);

/// The name that a type has while it is replaced.
std::string replaced_name(const object_key& type);

}  // namespace fz::postgresql
