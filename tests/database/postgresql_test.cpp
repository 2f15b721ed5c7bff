#include "core/database/postgresql/connection.hpp"
#include "tests/support/failure_of.hpp"
#include "tests/support/postgresql_server.hpp"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <gmock/gmock.h>
#include <limits>
#include <string>
#include <vector>

namespace fz {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

/// A statement as it stands in a revision file.
statement in_file(std::string sql) {
  statement s(std::move(sql));
  s.position = {"versions/a.sql", 10, 3};
  return s;
}

POSTGRESQL_TEST(Postgresql, ValuesAreNumbersTextsAndBlobs) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  const auto rows = co_await c->query(
      "SELECT NULL, true, false, 1::int2, -2::int4, 9223372036854775807, 1.5::float8, 0.1::float4, "
      "'Infinity'::float8, '-Infinity'::float8, 1.50::numeric, 'Grüße 日本 🎉', '', "
      "'\\x0a00ff'::bytea, ''::bytea, '2024-06-01 16:03:13'::timestamp, ARRAY[1,2], "
      "'{\"a\": 1}'::jsonb, 'pg_class'::regclass::oid, 'NaN'::float8");
  CO_ASSERT(rows.size() == 1 && rows[0].size() == 20);
  const std::vector<value> expected{
      null,
      std::int64_t{1},
      std::int64_t{0},
      std::int64_t{1},
      std::int64_t{-2},
      std::numeric_limits<std::int64_t>::max(),
      1.5,
      0.1,
      std::numeric_limits<double>::infinity(),
      -std::numeric_limits<double>::infinity(),
      std::string("1.50"),
      std::string("Grüße 日本 🎉"),
      std::string(),
      blob{std::byte{10}, std::byte{0}, std::byte{255}},
      blob{},
      std::string("2024-06-01 16:03:13"),
      std::string("{1,2}"),
      std::string("{\"a\": 1}"),
      std::int64_t{1259},
  };
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(rows[0][i], expected[i]) << i;
  EXPECT_TRUE(std::isnan(std::get<double>(rows[0][19])));
}

POSTGRESQL_TEST(Postgresql, BlobsAreReadInTheOldFormToo) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  co_await c->execute("SET bytea_output = 'escape'");
  const auto rows = co_await c->query("SELECT '\\x5c0041ff27'::bytea AS bytes");
  const blob expected{std::byte{'\\'}, std::byte{0}, std::byte{'A'}, std::byte{255},
                      std::byte{'\''}};
  EXPECT_EQ(rows.at(0)["bytes"], value(expected));
}

POSTGRESQL_TEST(Postgresql, GivesBackTheValuesThatWereBound) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE t (a int, b int8, c float8, d text, e bytea, f bytea, g text)");
  const blob bytes{std::byte{0}, std::byte{'\\'}, std::byte{255}};
  const parameters given{null,         std::numeric_limits<std::int64_t>::min(),
                         0.1,          std::string("a'b\"c\\d Grüße 日本 🎉"),
                         bytes,        blob{},
                         std::string()};
  EXPECT_EQ(co_await c->execute("INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6, $7)", given), 1u);
  const auto rows = co_await c->query("SELECT * FROM t");
  CO_ASSERT(rows.size() == 1);
  for (std::size_t i = 0; i < given.size(); ++i) EXPECT_EQ(rows[0][i], given[i]) << i;
  EXPECT_EQ(rows[0].text("g"), "");
  EXPECT_THROW(rows[0]["z"], std::out_of_range);
}

POSTGRESQL_TEST(Postgresql, ANumberTooManyOfValuesIsRefusedAndTheConnectionStays) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  const auto missing = co_await refusal_of(c->query("SELECT $1::int"));
  EXPECT_EQ(missing.sqlstate, "08P01");
  const auto far_too_many =
      co_await refusal_of(c->query("SELECT 1", parameters(70'000, std::string("x"))));
  EXPECT_THAT(far_too_many.message, HasSubstr("number of parameters"));
  EXPECT_TRUE(c->is_open());
  EXPECT_EQ(co_await value_of(*c, "SELECT 1"), "1");
}

POSTGRESQL_TEST(Postgresql, CountsTheRowsThatAStatementChanged) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  EXPECT_EQ(co_await c->execute("CREATE TABLE t (a int)"), 0u);
  EXPECT_EQ(co_await c->execute("INSERT INTO t VALUES (1), (2), (3)"), 3u);
  EXPECT_EQ(co_await c->execute("UPDATE t SET a = a + 1 WHERE a > 1"), 2u);
  EXPECT_EQ(co_await c->execute("DELETE FROM t WHERE a > 100"), 0u);
  EXPECT_EQ(co_await c->execute("DELETE FROM t WHERE a = 1 RETURNING a"), 1u);
  EXPECT_EQ(co_await c->execute("SELECT * FROM t"), 0u);
  EXPECT_EQ(co_await c->execute("-- nothing"), 0u);
  EXPECT_EQ((co_await c->query("SELECT a FROM t WHERE false")).size(), 0u);
}

POSTGRESQL_TEST(Postgresql, ErrorsNameThePlaceInTheFileAndTheServersWords) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  // Two lines; characters of two, three and four bytes stand before the place.
  const auto failed = co_await refusal_of(
      c->execute(in_file("SELECT 'ü',\n  '日本 🎉' AS \"größe\", missing FROM pg_class")));
  EXPECT_EQ(failed.position, (source_position{"versions/a.sql", 11, 31}));
  EXPECT_EQ(failed.sqlstate, "42703");
  EXPECT_THAT(failed.message, HasSubstr("column \"missing\" does not exist"));

  const auto on_the_first_line = co_await refusal_of(c->execute(in_file("SELECT 'ü', nothing")));
  EXPECT_EQ(on_the_first_line.position, (source_position{"versions/a.sql", 10, 16}));

  const auto without_position =
      co_await refusal_of(c->execute(in_file("DO $$ BEGIN RAISE EXCEPTION 'no'; END $$")));
  EXPECT_EQ(without_position.position, (source_position{"versions/a.sql", 10, 3}));
  EXPECT_EQ(without_position.sqlstate, "P0001");
}

POSTGRESQL_TEST(Postgresql, DetailHintAndContextAreShown) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  const auto failed = co_await refusal_of(c->execute(
      "DO $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = E'in detail:\nmore', HINT = 'try yes'; END "
      "$$"));
  EXPECT_THAT(failed.explanation, HasSubstr("\n  DETAIL: in detail:\n  more\n  HINT: try yes"));
  EXPECT_THAT(failed.explanation, HasSubstr("\n  CONTEXT: PL/pgSQL function inline_code_block"));
}

POSTGRESQL_TEST(Postgresql, DistinguishesConditions) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE t (a int UNIQUE, b int NOT NULL)");
  co_await c->execute("INSERT INTO t VALUES (1, 1)");
  const auto taken = co_await refusal_of(c->execute("INSERT INTO t VALUES (1, 1)"));
  EXPECT_EQ(taken.condition, database_condition::unique_violation);
  EXPECT_THAT(taken.explanation, HasSubstr("Key (a)=(1) already exists"));
  const auto missing = co_await refusal_of(c->execute("INSERT INTO t VALUES (2, NULL)"));
  EXPECT_EQ(missing.condition, database_condition::other);
  const auto undefined = co_await refusal_of(c->query("SELECT * FROM nowhere"));
  EXPECT_EQ(undefined.condition, database_condition::undefined_table);
  co_await c->execute("SET default_transaction_read_only = on");
  const auto read_only = co_await refusal_of(c->execute("CREATE TABLE u (a int)"));
  EXPECT_EQ(read_only.sqlstate, "25006");
  EXPECT_THAT(read_only.explanation, HasSubstr("The server is a standby, or"));
}

POSTGRESQL_TEST(Postgresql, NoticesAreLogged) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  co_await c->execute("DO $$ BEGIN RAISE NOTICE 'half way:\nit \x1b[31mgoes on'; END $$");
  EXPECT_THAT(db.reporter.lines, ElementsAre("half way:\nit \\x1b[31mgoes on"));
}

POSTGRESQL_TEST(Postgresql, ANulIsRefusedBeforeAnythingIsSent) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  const auto in_statement =
      co_await refusal_of(c->execute(in_file(std::string("SELECT 'a\0b'", 12))));
  EXPECT_THAT(in_statement.message, HasSubstr("A NUL character cannot stand in a statement"));
  EXPECT_EQ(in_statement.position.line, 10u);
  parameters values{std::string("a\0b", 3)};
  const auto in_value = co_await refusal_of(c->query("SELECT $1", values));
  EXPECT_THAT(in_value.message, HasSubstr("A NUL character cannot stand in a text"));
  batch b;
  b.script =
      script_of({statement("CREATE TABLE t (a int)"), statement(std::string("SELECT '\0'", 10))});
  co_await refusal_of(c->execute(b));
  EXPECT_FALSE(c->in_transaction());
  EXPECT_EQ(co_await value_of(*c, "SELECT to_regclass('t')"), "NULL");
}

/// The sentence with which a statement is refused before it is sent.
task<std::string> refusal_of(connection& c, statement s) {
  try {
    co_await c.execute(s);
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::script);
    co_return e.what();
  }
  co_return "";
}

POSTGRESQL_TEST(Postgresql, AVariableOfPsqlGetsAHint) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  const auto variable =
      co_await fz::refusal_of(c->execute(in_file("SELECT 1 WHERE 'x' = :'name'")));
  EXPECT_THAT(variable.explanation,
              HasSubstr("If :'name' is meant as a variable of psql: only psql replaces it."));
  EXPECT_EQ(co_await value_of(*c, "SELECT (ARRAY[1, 2])[1:2]"), "{1,2}");
}

POSTGRESQL_TEST(Postgresql, DataThatWouldGoThroughTheClientIsRefused) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE t (a int)");
  EXPECT_THAT(co_await refusal_of(*c, in_file("COPY t FROM STDIN")),
              HasSubstr("versions/a.sql:10:3: COPY FROM STDIN cannot be used in a migration"));
  EXPECT_THAT(co_await refusal_of(*c, in_file("/* x */ copy t (a) from/**/stdin (format csv)")),
              HasSubstr("COPY FROM STDIN cannot"));
  EXPECT_THAT(co_await refusal_of(*c, in_file("COPY (SELECT 1) TO STDOUT")),
              HasSubstr("COPY TO STDOUT cannot"));
  co_await c->execute("CREATE TABLE stdin (a int)");
  const std::filesystem::path file = db.server.folder() / "data" / "copied";
  EXPECT_EQ(co_await c->execute("COPY (SELECT * FROM stdin) TO '" + file.string() + "'"), 0u);
  EXPECT_EQ(co_await value_of(*c, "SELECT count(*) FROM t"), "0");
}

/// What this process has resident, in KiB.
std::size_t resident() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6));
  }
  return 0;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t room = 300 * 1024;  // sanitizers keep for a while what was freed
#else
constexpr std::size_t room = 16 * 1024;
#endif

POSTGRESQL_TEST(Postgresql, RowsThatAreNotWantedAreNotKept) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  co_await c->execute("SELECT 1");
  const std::size_t before = resident();
  const std::string rows = "SELECT i, repeat('x', 200) FROM generate_series(1, {}) AS n(i)";
  co_await c->execute(fmt::format(fmt::runtime(rows), 1'000'000));
  batch b;
  b.script = script_of({statement(fmt::format(fmt::runtime(rows), 200'000))});
  co_await c->execute(b);
  EXPECT_LT(resident(), before + room);
}

POSTGRESQL_TEST(Postgresql, HandsOverRowsOneAfterTheOther) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  std::int64_t seen = 0;
  const row_sink take = [&](const row& r) { EXPECT_EQ(r.integer("i"), ++seen); };
  const parameters last{std::int64_t{2500}};
  const statement numbers("SELECT i FROM generate_series(1, $1::bigint) AS s(i)", last);
  co_await c->query_rows(numbers, take);
  EXPECT_EQ(seen, 2500);
}

POSTGRESQL_TEST(Postgresql, AFailureWhileRowsAreTakenEndsTheQueryOnTheServer) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  std::size_t seen = 0;
  const row_sink take = [&](const row&) {
    if (++seen == 3) throw error(error_kind::file, "the pipe is closed");
  };
  outcome<void> ended;
  co_await ended.capture(  // would take hours
      c->query_rows(statement("SELECT generate_series(1, 100000000000)"), take));
  EXPECT_THROW(ended.take(), error);
  EXPECT_EQ(seen, 3u);
  EXPECT_EQ(co_await value_of(*c, "SELECT 'alive'"), "alive");
}

POSTGRESQL_TEST(Postgresql, AThousandConnectionsLeaveNoDescriptor) {
  temporary_postgresql db;
  const auto descriptors = [] {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  co_await (co_await db.engine.connect())->execute("SELECT 1");
  const auto before = descriptors();
  for (int i = 0; i < 1000; ++i) {
    engine e(postgresql::connector_for(db.options, db.pool, db.reporter), 1,
             engine::sharing::exclusive);
    co_await e.connect();
  }
  EXPECT_EQ(descriptors(), before);
}

POSTGRESQL_TEST(Postgresql, OfSeveralQuestionsEachHasItsOwnAnswer) {
  temporary_postgresql db;
  db.options.settings = {{"lock_timeout", "1234ms"}};
  engine set(postgresql::connector_for(db.options, db.pool, db.reporter), 1,
             engine::sharing::exclusive);
  auto c = co_await set.connect();
  std::vector<statement> questions{statement("SHOW lock_timeout"),
                                   statement("SELECT * FROM nowhere"),
                                   statement("SELECT $1::int + x FROM generate_series(1, 3) AS x",
                                             parameters{std::int64_t{10}})};
  answers given = co_await c->query_each(std::move(questions));
  EXPECT_EQ(to_string(given.at(0).take().at(0)[0]), "1234ms");
  EXPECT_THROW(given[1].take(), database_error);
  const std::vector<row> rows = given[2].take();
  EXPECT_EQ(to_string(rows.at(2)[0]), "13");
  EXPECT_EQ(co_await value_of(*c, "SELECT pg_backend_pid()"), std::to_string(*c->backend_pid()));
}

POSTGRESQL_TEST(Postgresql, SettingsHoldAndOneThatIsRefusedIsNamed) {
  using need = postgresql::options::setting::need;
  temporary_postgresql db;
  db.options.settings = {{"search_path", "app, public"},
                         {"no_such_setting_at_all", "1", need::optional},
                         {"lock_timeout", "1234ms"}};
  engine set(postgresql::connector_for(db.options, db.pool, db.reporter), 1,
             engine::sharing::exclusive);
  auto c = co_await set.connect();
  EXPECT_EQ(co_await value_of(*c, "SHOW search_path"), "app, public");
  EXPECT_EQ(co_await value_of(*c, "SHOW lock_timeout"), "1234ms");
  EXPECT_EQ(co_await value_of(*c, "SHOW client_encoding"), "UTF8");

  db.options.settings.push_back({"work_mem", "plenty"});
  engine bad(postgresql::connector_for(db.options, db.pool, db.reporter), 1,
             engine::sharing::exclusive);
  auto unset = co_await bad.connect();
  outcome<std::uint64_t> refused;
  co_await refused.capture(unset->execute("CREATE TABLE never (x int)"));
  EXPECT_EQ(co_await value_of(*c, "SELECT to_regclass('never') IS NULL"), "1");
  try {
    refused.take();
    ADD_FAILURE() << "was not refused";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::config);
    EXPECT_THAT(e.what(), HasSubstr("The server refused the setting 'work_mem': invalid value"));
  }
}

}  // namespace
}  // namespace fz
