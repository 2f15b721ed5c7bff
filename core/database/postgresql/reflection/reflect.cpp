#include "core/database/postgresql/reflection/reflect.hpp"

#include "core/database/database_error.hpp"
#include "core/database/postgresql/reflection/questions.hpp"
#include "core/util/sha256.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
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

constexpr const char* version_alone =
    "select current_setting('server_version_num')::int as version, '' as kept";
constexpr const char* version_and_kept_names =
    "select current_setting('server_version_num')::int as version,"
    " (select coalesce(string_agg(name, ' '), '') from pg_prepared_statements"
    "  where name like 'fz\\_schema\\_%') as kept";

/// Under it a session keeps the question: another text has another name.
std::string kept_name(const question& q) { return "fz_schema_" + sha256(q.sql).substr(0, 16); }

/// The statements that ask the questions, and the place of each question among them.
class asking {
 public:
  void add(std::string sql) { statements_.emplace_back(std::move(sql)); }

  void add_question(std::string sql) {
    places_.push_back(statements_.size());
    add(std::move(sql));
  }

  /// For a session that keeps questions; `kept`: the names of those that it has.
  void add_kept_question(const question& q, std::string_view kept) {
    const std::string name = kept_name(q);
    if (kept.find(name) == std::string_view::npos) add("PREPARE " + name + " AS " + q.sql);
    add_question("EXECUTE " + name);
  }

  const std::vector<statement>& statements() const noexcept { return statements_; }
  std::size_t place(std::size_t question) const { return places_[question]; }

 private:
  std::vector<statement> statements_;
  std::vector<std::size_t> places_;
};

/// True if another session of a pooler's answered, which has no such names.
bool is_other_session(const answers& given) {
  return std::any_of(given.begin(), given.end(), [](const auto& each) {
    const auto refused = find_database_error(each.failure());
    return refused && refused->what_happened().sqlstate == "26000";
  });
}

database_schema schema_in(const std::vector<question>& questions, const asking& asked,
                          answers given, std::vector<table_name> left_out) {
  std::vector<std::vector<row>> rows;
  for (auto& each : given) rows.push_back(each.take());
  catalog found(std::move(left_out));
  for (std::size_t i = 0; i < questions.size(); ++i) {
    for (const row& r : rows[asked.place(i)]) questions[i].read(r, found);
  }
  return std::move(found).build();
}

}  // namespace

task<database_schema> reflect(connection& database, std::vector<table_name> left_out,
                              reflections how) {
  const bool keeps = how == reflections::repeated;
  const std::vector<row> facts =
      co_await database.query(keeps ? version_and_kept_names : version_alone);
  const std::string kept = facts.at(0).text("kept");
  const std::vector<question> questions = all_questions(facts[0].integer("version"));
  const bool begins = !database.in_transaction();
  asking asked;
  if (begins) asked.add("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  for (const std::string& each : opening) asked.add(each);
  for (const question& each : questions) {
    if (keeps) {
      asked.add_kept_question(each, kept);
    } else {
      asked.add_question(each.sql);
    }
  }
  if (begins) asked.add("COMMIT");
  answers given = co_await database.query_each(asked.statements());
  if (begins && keeps && is_other_session(given)) {
    co_return co_await reflect(database, std::move(left_out), reflections::single);
  }
  co_return schema_in(questions, asked, std::move(given), std::move(left_out));
}

}  // namespace fz::postgresql
