#include "core/database/postgresql/reflection/reflect.hpp"

#include "core/database/postgresql/reflection/questions.hpp"

#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

namespace fz::postgresql {
namespace {

/// Names and expressions come out the same for every role: all qualified, no rounding.
const std::vector<std::string> opening = {
    "SET LOCAL search_path = ''",
    "SET LOCAL extra_float_digits = 3",
    "SET LOCAL IntervalStyle = 'postgres'",
    "SET LOCAL DateStyle = 'ISO'",
    "SET LOCAL quote_all_identifiers = off",
    "SET LOCAL jit = off",
};

void append(std::vector<question>& all, std::vector<question> some) {
  all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
}

std::vector<question> all_questions(server_version version) {
  std::vector<question> all;
  append(all, extension_questions());
  append(all, schema_questions());
  append(all, foreign_data_questions());
  append(all, collation_questions(version));
  append(all, type_questions());
  append(all, routine_questions());
  append(all, relation_questions());
  append(all, column_questions());
  append(all, sequence_questions());
  append(all, constraint_questions());
  append(all, index_questions());
  append(all, partition_questions());
  append(all, statistics_questions());
  append(all, trigger_questions());
  append(all, publication_questions(version));
  append(all, default_privilege_questions());
  append(all, not_compared_questions());
  append(all, comment_questions());
  append(all, dependency_questions());
  return all;
}

/// `begins`: with a transaction of their own.
std::vector<statement> statements_of(const std::vector<question>& questions, bool begins) {
  std::vector<statement> all;
  if (begins) all.emplace_back("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  for (const std::string& each : opening) all.emplace_back(each);
  for (const question& each : questions) all.emplace_back(each.sql);
  if (begins) all.emplace_back("COMMIT");
  return all;
}

}  // namespace

task<database_schema> reflect(connection& database, std::vector<table_name> left_out) {
  const std::vector<row> version =
      co_await database.query("select current_setting('server_version_num')::int as version");
  const std::vector<question> questions = all_questions(version.at(0).integer("version"));
  const bool begins = !database.in_transaction();
  answers given = co_await database.query_each(statements_of(questions, begins));
  const std::size_t first = opening.size() + (begins ? 1 : 0);
  catalog found(std::move(left_out));
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::vector<row> rows = given[i].take();
    const bool is_question = i >= first && i - first < questions.size();
    if (!is_question) continue;
    for (const row& r : rows) questions[i - first].read(r, found);
  }
  co_return std::move(found).build();
}

}  // namespace fz::postgresql
