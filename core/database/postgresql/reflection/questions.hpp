#pragma once

#include "core/database/postgresql/reflection/catalog.hpp"

#include <functional>
#include <string>
#include <vector>

namespace fz::postgresql {

/// One question to the catalogs and what its rows mean. Columns whose names begin with `_` say
/// where an object is; all others are attributes.
struct question {
  std::string sql;
  std::function<void(const row&, catalog&)> read;
};

/// A condition on pg_namespace as `n`: a schema of the user's.
inline constexpr const char* user_schema =
    "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

/// A server's version as server_version_num; those before 15 know less.
using server_version = std::int64_t;

// One function a group of catalogs; what a later group refers to comes from an earlier one.
std::vector<question> extension_questions();
std::vector<question> schema_questions();
std::vector<question> foreign_data_questions();
std::vector<question> collation_questions(server_version version);
std::vector<question> type_questions();
std::vector<question> routine_questions();
std::vector<question> relation_questions();
std::vector<question> column_questions();
std::vector<question> sequence_questions();
std::vector<question> constraint_questions();
std::vector<question> index_questions();
std::vector<question> partition_questions();
std::vector<question> statistics_questions();
std::vector<question> trigger_questions();
std::vector<question> publication_questions(server_version version);
std::vector<question> default_privilege_questions();
std::vector<question> not_compared_questions();
std::vector<question> comment_questions();
std::vector<question> dependency_questions();

}  // namespace fz::postgresql
