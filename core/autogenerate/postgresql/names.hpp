#pragma once

#include "core/schema/database_schema.hpp"

#include <string>

namespace fz::postgresql {

/// schema.name as SQL has it.
std::string sql_name(const object_key& key);

/// The table (view, type) that a child belongs to: schema.parent.
std::string parent_name(const object_key& key);

/// A function or aggregate with its arguments, as ALTER, DROP and COMMENT take it.
std::string routine_name(const schema_object& routine);

/// What ALTER, DROP and COMMENT call it: "TABLE public.t", "CONSTRAINT c ON public.t".
std::string target_of(const schema_object& object);

/// The object that a child comes and goes with; null: it is not a child.
const schema_object* parent_of(const object_key& key, const database_schema& in);

}  // namespace fz::postgresql
