#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz::postgresql {

/// The options of CREATE SEQUENCE but for its type: "INCREMENT BY 2 START WITH 5".
std::string sequence_options(const attributes& sequence);

/// The options that ALTER SEQUENCE needs, one each: "MINVALUE 3", "RESTART WITH 3".
std::vector<std::string> sequence_option_changes(const attributes& from, const attributes& to);

std::vector<std::string> create_sequence(const schema_object& sequence);
std::vector<std::string> alter_sequence(const schema_object& from, const schema_object& to);

}  // namespace fz::postgresql
