#include "core/users/user_table.hpp"

#include "core/async/outcome.hpp"
#include "core/users/user_error.hpp"
#include "core/util/error.hpp"
#include "tests/support/postgresql_server.hpp"
#include "tests/support/temporary_database.hpp"

#include <fmt/format.h>

#include <gmock/gmock.h>
#include <string>
#include <utility>
#include <vector>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

/// A case on both kinds of database; its body takes the connection, named c.
#define BOTH_TEST(name)                        \
  static task<> name##_body(connection& c);    \
  CO_TEST(UserTable, name) {                   \
    temporary_database db;                     \
    auto c = co_await db.engine.connect();     \
    co_await name##_body(*c);                  \
  }                                            \
  POSTGRESQL_TEST(PostgresqlUserTable, name) { \
    temporary_postgresql db;                   \
    auto c = co_await db.engine.connect();     \
    co_await name##_body(*c);                  \
  }                                            \
  static task<> name##_body(connection& c)

std::string id_column(const connection& c) {
  return c.dialect() == dialect::sqlite ? "id INTEGER NOT NULL PRIMARY KEY"
                                        : "id SERIAL PRIMARY KEY";
}

constexpr std::string_view second_shape =
    "username VARCHAR NOT NULL, password VARCHAR NOT NULL, email VARCHAR NOT NULL, created_at "
    "TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP "
    "NOT NULL, UNIQUE (email), UNIQUE (username)";

task<> make(connection& c, std::string columns, std::string quoted_name = "users") {
  co_await c.execute(fmt::format("CREATE TABLE {} ({})", quoted_name, columns));
}

task<> make_users(connection& c) {
  return make(c, fmt::format("{}, {}", id_column(c), second_shape));
}

task<user_table> open(connection& c, std::string name = "users") {
  user_table_names names;
  names.table = std::move(name);
  return user_table::open(c, std::move(names));
}

new_user user(std::string name, std::string email) {
  return {std::move(name), std::move(email), "a hash"};
}

task<account> add(connection& c, std::string name, std::string email) {
  const user_table users = co_await open(c);
  users.check_insertable();
  co_return co_await users.insert(c, user(std::move(name), std::move(email)));
}

/// Ids 10, 20 and 30: a, b and c.
task<> make_three(connection& c) {
  co_await make_users(c);
  co_await c.execute(
      "INSERT INTO users (id, username, email, password) VALUES (30, 'c', 'c@x.org', ''), (10, "
      "'a', "
      "'a@x.org', ''), (20, 'b', 'b@x.org', '')");
}

task<std::vector<std::string>> names(connection& c, user_query wanted) {
  const user_table users = co_await open(c);
  std::vector<std::string> found;
  const std::vector<account> accounts = co_await users.page(c, std::move(wanted));
  for (const account& a : accounts) found.push_back(a.username);
  co_return found;
}

/// The sentence with which `work` fails with an error of that kind, or "".
template <class T>
task<std::string> refusal(task<T> work, error_kind kind = error_kind::users) {
  outcome<T> result;
  co_await result.capture(std::move(work));
  try {
    result.take();
    co_return "";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), kind) << e.what();
    co_return e.what();
  }
}

BOTH_TEST(InsertGivesTheAccountAsTheDatabaseHasIt) {
  co_await make_users(c);
  const account ada = co_await add(c, "ada", "ada@example.org");
  EXPECT_EQ(ada.id, value(std::int64_t{1}));
  EXPECT_EQ(ada.username, "ada");
  EXPECT_EQ(ada.email, "ada@example.org");
  EXPECT_THAT(ada.created_at.value_or(""),
              MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}(\\.[0-9]+)?"));
  EXPECT_EQ(ada.updated_at, ada.created_at);
  const user_table users = co_await open(c);
  EXPECT_THAT(co_await users.page(c, user_query()), ElementsAre(ada));
  const auto stored = co_await users.find_password(c, user_key::username, "ada");
  CO_ASSERT(stored.has_value());
  EXPECT_EQ(stored->hash, "a hash");
}

BOTH_TEST(TimestampsMayBeMissing) {
  co_await make(c, id_column(c) + ", username TEXT, email TEXT, password TEXT");
  const account ada = co_await add(c, "ada", "ada@example.org");
  EXPECT_EQ(ada.created_at, std::nullopt);
  EXPECT_EQ(ada.updated_at, std::nullopt);
}

BOTH_TEST(TimestampsThatNothingElseFillsInAreFilledIn) {
  co_await make(c, id_column(c) +
                       ", username TEXT, email TEXT, password TEXT, created_at TIMESTAMP NOT NULL, "
                       "updated_at TIMESTAMP NOT NULL");
  const account ada = co_await add(c, "ada", "ada@example.org");
  EXPECT_THAT(ada.created_at.value_or(""), HasSubstr("20"));
  EXPECT_EQ(ada.updated_at, ada.created_at);
}

BOTH_TEST(ATakenNameIsReportedBeforeATakenAddress) {
  co_await make_users(c);
  co_await add(c, "ada", "ada@example.org");
  co_await add(c, "bob", "bob@example.org");
  EXPECT_EQ(co_await refusal(add(c, "ada", "other@example.org")), "Username already exists");
  EXPECT_EQ(co_await refusal(add(c, "other", "ada@example.org")), "Email already exists");
  EXPECT_EQ(co_await refusal(add(c, "ada", "ada@example.org")), "Username already exists");
  EXPECT_EQ(co_await refusal(add(c, "ada", "bob@example.org")), "Username already exists");
  EXPECT_EQ(co_await refusal(add(c, "bob", "ada@example.org")), "Username already exists");
  EXPECT_THAT(co_await names(c, user_query()), ElementsAre("ada", "bob"));
}

BOTH_TEST(AnIndexOnLowerIsAUniqueConstraintWhateverItsName) {
  co_await make(c, id_column(c) + ", username TEXT, email TEXT, password TEXT");
  co_await c.execute("CREATE UNIQUE INDEX one ON users (lower(email))");
  co_await c.execute("CREATE UNIQUE INDEX two ON users (lower(username))");
  co_await add(c, "ada", "ada@example.org");
  EXPECT_EQ(co_await refusal(add(c, "Ada", "b@example.org")), "Username already exists");
  EXPECT_EQ(co_await refusal(add(c, "bob", "ADA@example.org")), "Email already exists");
  EXPECT_EQ(co_await refusal(add(c, "ADA", "ADA@example.org")), "Username already exists");
}

BOTH_TEST(OtherConstraintsKeepTheDatabasesWords) {
  co_await make(c, id_column(c) +
                       ", username TEXT, email TEXT, password TEXT, "
                       "phone TEXT NOT NULL DEFAULT 'x' UNIQUE");
  co_await add(c, "ada", "ada@example.org");
  EXPECT_THAT(co_await refusal(add(c, "bob", "bob@example.org"), error_kind::database),
              HasSubstr("phone"));
}

BOTH_TEST(IdsOfAnyTypeAreText) {
  const bool sqlite = c.dialect() == dialect::sqlite;
  const std::string id = sqlite ? "id TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(16))))"
                                : "id UUID PRIMARY KEY DEFAULT gen_random_uuid()";
  co_await make(c, id + ", username TEXT UNIQUE, email TEXT, password TEXT");
  const account ada = co_await add(c, "ada", "ada@example.org");
  const std::string text = to_string(ada.id);
  EXPECT_THAT(text, MatchesRegex("[0-9a-f-]{32,36}"));
  const user_table users = co_await open(c);
  EXPECT_EQ(co_await users.find(c, user_key::id, text), ada);
  EXPECT_THAT(co_await users.find_any(c, text), ElementsAre(ada));
  EXPECT_EQ(co_await users.find(c, user_key::id, "7"), std::nullopt);
  user_change change;
  change.username = "countess";
  EXPECT_TRUE((co_await users.update(c, ada.id, change)).has_value());
  EXPECT_TRUE(co_await users.remove(c, ada.id));
}

BOTH_TEST(WithoutATableThatIsSaid) {
  EXPECT_EQ(co_await refusal(open(c)), "The database has no table 'users'.");
}

BOTH_TEST(AMissingColumnIsNamedAtOnce) {
  co_await make(c, id_column(c) + ", username TEXT, password TEXT");
  EXPECT_EQ(co_await refusal(open(c)),
            "The table 'users' has no column 'email'. Add it in a revision, or say under "
            "[users.columns] in alembic.toml what it is called.");
}

BOTH_TEST(AColumnThatNothingFillsInIsNamedBeforeAnythingIsWritten) {
  co_await make(
      c, id_column(c) + ", username TEXT, email TEXT, password TEXT, tenant INTEGER NOT NULL");
  EXPECT_THAT(
      co_await refusal(add(c, "ada", "ada@example.org")),
      HasSubstr("has a column 'tenant' (integer) that must not be NULL and has no default"));
}

CO_TEST(UserTable, AnIdThatWouldBeNullIsNamedOnSqlite) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await make(*c, "id TEXT PRIMARY KEY, username TEXT, email TEXT, password TEXT");
  EXPECT_THAT(co_await refusal(add(*c, "ada", "ada@example.org")),
              HasSubstr("a column 'id' (text)"));
}

BOTH_TEST(ColumnsMayHaveOtherNames) {
  const std::string id = c.dialect() == dialect::sqlite ? "nr INTEGER" : "nr SERIAL";
  co_await make(c, id + " PRIMARY KEY, \"Login\" TEXT UNIQUE, mail TEXT UNIQUE, "
                        "\"pass word\" TEXT, since TIMESTAMP DEFAULT CURRENT_TIMESTAMP");
  user_table_names names{"users", "nr", "Login", "mail", "pass word", "since", "changed"};
  const user_table users = co_await user_table::open(c, std::move(names));
  const account ada = co_await users.insert(c, user("ada", "ada@example.org"));
  EXPECT_EQ(ada.username, "ada");
  EXPECT_TRUE(ada.created_at.has_value());
  EXPECT_EQ(co_await refusal(users.insert(c, user("ada", "b@example.org"))),
            "Username already exists");
  EXPECT_EQ(co_await refusal(users.insert(c, user("bob", "ada@example.org"))),
            "Email already exists");
}

BOTH_TEST(IsFoundByIdNameOrAddress) {
  co_await make_three(c);
  const user_table users = co_await open(c);
  const auto found = co_await users.find(c, user_key::id, "20");
  CO_ASSERT(found.has_value());
  EXPECT_EQ(found->username, "b");
  EXPECT_EQ(co_await users.find(c, user_key::username, "b"), found);
  EXPECT_EQ(co_await users.find(c, user_key::email, "b@x.org"), found);
  EXPECT_EQ(co_await users.find(c, user_key::username, "B"), std::nullopt);
  for (const char* text : {"20", "b", "b@x.org", "b@X.org", "Bob <b@x.org>"}) {
    EXPECT_THAT(co_await users.find_any(c, text), ElementsAre(*found)) << text;
  }
  for (const char* text : {"", "99", "99999999999999999999", "3000000000", "-1", "2 0", "' OR 1"}) {
    EXPECT_THAT(co_await users.find_any(c, text), ElementsAre()) << text;
  }
}

BOTH_TEST(ANameMayBeAnothersId) {
  co_await make_three(c);
  co_await c.execute("UPDATE users SET username = '10' WHERE id = 30");
  const user_table users = co_await open(c);
  const std::vector<account> found = co_await users.find_any(c, "10");
  EXPECT_EQ(found.size(), 2u);
}

BOTH_TEST(AnUpdateChangesWhatIsGivenAndTheTime) {
  co_await make_three(c);
  co_await c.execute("UPDATE users SET updated_at = '2020-01-01 00:00:00'");
  const user_table users = co_await open(c);
  user_change change;
  change.email = "new@x.org";
  const auto changed = co_await users.update(c, std::int64_t{20}, change);
  CO_ASSERT(changed.has_value());
  EXPECT_EQ(changed->username, "b");
  EXPECT_EQ(changed->email, "new@x.org");
  EXPECT_NE(changed->updated_at, "2020-01-01 00:00:00");
  EXPECT_EQ(co_await users.update(c, std::int64_t{99}, change), std::nullopt);
}

BOTH_TEST(AnUpdateConflictsWithOthersAndNotWithItself) {
  co_await make_three(c);
  const user_table users = co_await open(c);
  const auto change = [&](std::string name, std::string email) -> task<std::string> {
    user_change both;
    both.username = std::move(name);
    both.email = std::move(email);
    co_return co_await refusal(users.update(c, std::int64_t{20}, both));
  };
  EXPECT_EQ(co_await change("b", "b@x.org"), "");
  EXPECT_EQ(co_await change("a", "b@x.org"), "Username already exists");
  EXPECT_EQ(co_await change("b", "a@x.org"), "Email already exists");
  EXPECT_EQ(co_await change("a", "c@x.org"), "Username already exists");
}

BOTH_TEST(IsRemoved) {
  co_await make_three(c);
  const user_table users = co_await open(c);
  EXPECT_TRUE(co_await users.remove(c, std::int64_t{20}));
  EXPECT_FALSE(co_await users.remove(c, std::int64_t{20}));
  EXPECT_THAT(co_await names(c, user_query()), ElementsAre("a", "c"));
}

BOTH_TEST(ListsAPageInTheOrderOfTheIds) {
  co_await make_three(c);
  EXPECT_THAT(co_await names(c, user_query()), ElementsAre("a", "b", "c"));
  EXPECT_THAT(co_await names(c, user_query(2)), ElementsAre("a", "b"));
  EXPECT_THAT(co_await names(c, user_query(1, 1)), ElementsAre("b"));
  EXPECT_THAT(co_await names(c, user_query(9, 3)), ElementsAre());
  EXPECT_THAT(co_await names(c, user_query(0)), ElementsAre());
  user_query after;
  after.after = std::int64_t{10};
  EXPECT_THAT(co_await names(c, after), ElementsAre("b", "c"));
}

BOTH_TEST(IsSearchedForTextInNameOrAddress) {
  co_await make_three(c);
  co_await c.execute("UPDATE users SET username = '100%_\\' WHERE id = 20");
  const auto search = [&c](std::string text) {
    user_query wanted;
    wanted.search = std::move(text);
    return names(c, std::move(wanted));
  };
  EXPECT_THAT(co_await search("A@X"), ElementsAre("a"));
  EXPECT_THAT(co_await search("C"), ElementsAre("c"));
  EXPECT_THAT(co_await search("%"), ElementsAre("100%_\\"));
  EXPECT_THAT(co_await search("0%_\\"), ElementsAre("100%_\\"));
  EXPECT_THAT(co_await search("_x"), ElementsAre());
  const user_table users = co_await open(c);
  user_query wanted;
  wanted.search = "@x.org";
  wanted.limit = 1;
  EXPECT_EQ(co_await users.count(c, wanted), 3u);
}

BOTH_TEST(KeepsNamesExactly) {
  co_await make_users(c);
  const std::vector<std::string> given = {"o'brien \"bob\"", "Zoë 東京", "",
                                          "x', 'y', 'z'); DROP TABLE users; --"};
  for (const std::string& name : given) {
    EXPECT_EQ((co_await add(c, name, name + "@example.org")).username, name);
  }
  EXPECT_EQ(co_await names(c, user_query()), given);
  EXPECT_EQ(co_await refusal(add(c, "", "new@example.org")), "Username already exists");
}

CO_TEST(UserTable, ReadsWhateverTypesTheRowsHold) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await make(*c, "id INTEGER PRIMARY KEY, username, email, password, created_at");
  co_await c->execute("INSERT INTO users VALUES (1, 5, x'00ff', NULL, 1717257793)");
  const user_table users = co_await open(*c);
  const std::vector<account> listed = co_await users.page(*c, user_query());
  CO_ASSERT(listed.size() == 1);
  EXPECT_EQ(listed[0].username, "5");
  EXPECT_EQ(listed[0].email, "X'00FF'");
  EXPECT_EQ(listed[0].created_at, "1717257793");
}

BOTH_TEST(TheTableMayHaveAnyNameAndASchema) {
  const std::string name = "my \"users\"; DROP TABLE x; --";
  co_await make(c, fmt::format("{}, {}", id_column(c), second_shape),
                "\"my \"\"users\"\"; DROP TABLE x; --\"");
  const std::string schema = c.dialect() == dialect::sqlite ? "main." : "public.";
  const user_table users = co_await open(c, schema + name);
  EXPECT_EQ((co_await users.insert(c, user("ada", "ada@example.org"))).username, "ada");
  EXPECT_EQ(co_await refusal(users.insert(c, user("ada", "b@example.org"))),
            "Username already exists");
}

CO_TEST(UserTable, ATableThatATriggerMissesIsNotTheUsersTable) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await make_users(*c);
  co_await c->execute(
      "CREATE TRIGGER t AFTER INSERT ON users BEGIN INSERT INTO audit VALUES (1); END");
  EXPECT_THAT(co_await refusal(add(*c, "ada", "ada@example.org"), error_kind::database),
              HasSubstr("no such table: main.audit"));
}

CO_TEST(UserTable, SqliteTakesColumnsInAnyCase) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await make(*c, "ID INTEGER PRIMARY KEY, UserName UNIQUE, EMail, Password");
  co_await add(*c, "ada", "ada@example.org");
  EXPECT_EQ(co_await refusal(add(*c, "ada", "b@example.org")), "Username already exists");
}

POSTGRESQL_TEST(PostgresqlUserTable, TheRowThatFailedIsNotShown) {
  temporary_postgresql db;
  auto c = co_await db.engine.connect();
  co_await make(*c,
                "id SERIAL PRIMARY KEY, username TEXT, email TEXT, password TEXT, CHECK "
                "(username <> 'ada')");
  const std::string sentence =
      co_await refusal(add(*c, "ada", "ada@example.org"), error_kind::database);
  EXPECT_THAT(sentence, HasSubstr("violates check constraint"));
  EXPECT_THAT(sentence, testing::Not(HasSubstr("a hash")));
}

CO_TEST(UserTable, ADatabaseThatIsMissingIsAMissingTable) {
  temporary_database db;
  fz::engine existing(sqlite::connector_for({db.file, sqlite::options::access::existing}, db.pool),
                      1, engine::sharing::exclusive);
  try {
    co_await existing.connect();
    ADD_FAILURE() << "did not fail";
  } catch (const database_error& e) {
    EXPECT_THAT([&] { throw_user_error(e, "users"); },
                testing::ThrowsMessage<users_table_missing>(HasSubstr("test.db' does not exist.")));
  }
}

}  // namespace
}  // namespace fz
