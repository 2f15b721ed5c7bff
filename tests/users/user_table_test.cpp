#include "core/users/user_table.hpp"

#include "core/async/outcome.hpp"
#include "core/util/error.hpp"
#include "tests/async/co_test.hpp"
#include "tests/database/temporary_database.hpp"

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

/// The table of the first revision, and of the second.
constexpr std::string_view first_shape =
    "id INTEGER NOT NULL, username VARCHAR NOT NULL, password VARCHAR NOT NULL, email VARCHAR NOT "
    "NULL, created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL, PRIMARY KEY (id), UNIQUE "
    "(email), UNIQUE (username)";
constexpr std::string_view second_shape =
    "id INTEGER NOT NULL, username VARCHAR NOT NULL, password VARCHAR NOT NULL, email VARCHAR NOT "
    "NULL, created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL, updated_at DATETIME DEFAULT "
    "CURRENT_TIMESTAMP NOT NULL, PRIMARY KEY (id), UNIQUE (email), UNIQUE (username)";

task<> make_table(connection& c, std::string quoted_name, std::string_view shape) {
  co_await c.execute(fmt::format("CREATE TABLE {} ({})", quoted_name, shape));
}

task<account> add(connection& c, std::string name, std::string email, std::string table = "users") {
  new_user user{std::move(name), std::move(email), "a hash"};
  co_return co_await insert_user(c, std::move(table), std::move(user));
}

task<std::vector<std::string>> names(connection& c, page wanted) {
  std::vector<std::string> found;
  const std::vector<account> accounts = co_await list_users(c, "users", wanted);
  for (const account& a : accounts) found.push_back(a.username);
  co_return found;
}

/// The sentence with which `work` fails with an error of that kind, or "".
template <class T>
task<std::string> refusal(task<T> work, error_kind kind = error_kind::users) {
  outcome<T> result;
  co_await result.hold(std::move(work));
  try {
    result.take();
    co_return "";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), kind) << e.what();
    co_return e.what();
  }
}

CO_TEST(UserTable, InsertGivesTheAccountAsTheDatabaseHasIt) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await make_table(*c, "users", second_shape);
  const account ada = co_await add(*c, "ada", "ada@example.org");
  EXPECT_EQ(ada.id, 1);
  EXPECT_EQ(ada.username, "ada");
  EXPECT_EQ(ada.email, "ada@example.org");
  EXPECT_THAT(ada.created_at, MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}"));
  EXPECT_EQ(ada.updated_at, ada.created_at);

  const std::vector<account> listed = co_await list_users(*c, "users", page{});
  EXPECT_THAT(listed, ElementsAre(ada));
  const std::vector<row> rows = co_await c->query("SELECT password FROM users");
  EXPECT_EQ(rows.at(0).text("password"), "a hash");
}

CO_TEST(UserTable, MayLackUpdatedAt) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await make_table(*c, "users", first_shape);
  const account ada = co_await add(*c, "ada", "ada@example.org");
  EXPECT_EQ(ada.updated_at, std::nullopt);
  EXPECT_THAT(co_await list_users(*c, "users", page{}), ElementsAre(ada));
}

CO_TEST(UserTable, ATakenNameOrEmailIsFoundByTheConstraint) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await make_table(*c, "users", second_shape);
  co_await add(*c, "ada", "ada@example.org");
  EXPECT_EQ(co_await refusal(add(*c, "ada", "other@example.org")), "Username already exists");
  EXPECT_EQ(co_await refusal(add(*c, "other", "ada@example.org")), "Email already exists");
  EXPECT_THAT(co_await names(*c, page{}), ElementsAre("ada"));
}

CO_TEST(UserTable, ATakenEmailIsFoundByTheNameOfAnIndex) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await make_table(*c, "username_list",
                      "id INTEGER PRIMARY KEY, username, email, password, "
                      "created_at");
  co_await c->execute("CREATE UNIQUE INDEX one_email ON username_list (lower(email))");
  co_await add(*c, "ada", "ada@example.org", "username_list");
  EXPECT_EQ(co_await refusal(add(*c, "other", "ADA@example.org", "username_list")),
            "Email already exists");
}

/// What insert and list make of a unique violation that a database reports with this message.
std::string unique_violation(std::string message) {
  database_error::details details;
  details.condition = database_condition::unique_violation;
  details.message = std::move(message);
  try {
    throw_user_table_error(database_error(details), "users");
  } catch (const error& e) {
    return e.what();
  }
}

TEST(UserTableError, ReadsTheColumnAndNotTheValues) {
  EXPECT_EQ(unique_violation("duplicate key value violates unique constraint \"users_email_key\"\n"
                             "Key (email)=(username@example.org) already exists."),
            "Email already exists");
  EXPECT_EQ(unique_violation("duplicate key value violates unique constraint \"a\"\n"
                             "Key (username)=(email) already exists."),
            "Username already exists");
  EXPECT_EQ(unique_violation("SQLite: UNIQUE constraint failed: username.email."),
            "Email already exists");
}

TEST(UserTableError, ReadsTheNameOfTheConstraintIfTheColumnIsNotTold) {
  EXPECT_EQ(unique_violation("duplicate key value violates unique constraint \"users_email_key\""),
            "Email already exists");
}

TEST(UserTableError, LeavesOtherConstraintsToTheDatabasesWords) {
  EXPECT_THAT(unique_violation("SQLite: UNIQUE constraint failed: users.phone."),
              HasSubstr("users.phone"));
}

CO_TEST(UserTable, WithoutATableTheSentenceSaysWhatToDo) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  const std::string sentence =
      "The database has no table 'users'. Run `fz migrate upgrade head` to make it.";
  EXPECT_EQ(co_await refusal(list_users(*c, "users", page{})), sentence);
  EXPECT_EQ(co_await refusal(add(*c, "ada", "ada@example.org")), sentence);
}

CO_TEST(UserTable, ATableThatATriggerMissesIsNotTheUsersTable) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await make_table(*c, "users", second_shape);
  co_await c->execute(
      "CREATE TRIGGER t AFTER INSERT ON users BEGIN INSERT INTO audit VALUES (1); END");
  EXPECT_THAT(co_await refusal(add(*c, "ada", "ada@example.org"), error_kind::database),
              HasSubstr("no such table: main.audit"));
}

CO_TEST(UserTable, WithoutADatabaseTheSentenceSaysWhatToDo) {
  temporary_database db;
  fz::engine existing(sqlite::connector_for({db.file, sqlite::options::access::existing}, db.pool),
                      1, engine::sharing::exclusive);
  try {
    co_await existing.connect();
    ADD_FAILURE() << "did not fail";
  } catch (const database_error& e) {
    EXPECT_THAT([&] { throw_user_table_error(e, "users"); },
                testing::ThrowsMessage<error>(
                    testing::AllOf(HasSubstr("test.db' does not exist."), HasSubstr("'users'"),
                                   HasSubstr("`fz migrate upgrade head`"))));
  }
}

CO_TEST(UserTable, ATableOfAnotherShapeIsNamed) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await c->execute("CREATE TABLE users (id INTEGER PRIMARY KEY, username)");
  co_await c->execute("INSERT INTO users (username) VALUES ('ada')");
  EXPECT_EQ(co_await refusal(list_users(*c, "users", page{})),
            "The table 'users' has no column 'email'.");
}

CO_TEST(UserTable, ListsAPageInTheOrderOfTheIds) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await make_table(*c, "users", second_shape);
  co_await c->execute(
      "INSERT INTO users (id, username, email, password) VALUES (30, 'c', 'c@x', ''), (10, 'a', "
      "'a@x', ''), (20, 'b', 'b@x', '')");
  EXPECT_THAT(co_await names(*c, page{}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(co_await names(*c, page{.limit = 2}), ElementsAre("a", "b"));
  EXPECT_THAT(co_await names(*c, page{.limit = 1, .offset = 1}), ElementsAre("b"));
  EXPECT_THAT(co_await names(*c, page{.offset = 2}), ElementsAre("c"));
  EXPECT_THAT(co_await names(*c, page{.offset = 3}), ElementsAre());
  EXPECT_THAT(co_await names(*c, page{.limit = 0}), ElementsAre());
}

CO_TEST(UserTable, KeepsNamesExactly) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await make_table(*c, "users", second_shape);
  const std::vector<std::string> given = {"o'brien \"bob\"", "Zoë 東京",
                                          "x', 'y', 'z'); DROP TABLE users; --"};
  for (const std::string& name : given) {
    const account made = co_await add(*c, name, name + "@example.org");
    EXPECT_EQ(made.username, name);
  }
  EXPECT_EQ(co_await names(*c, page{}), given);
}

CO_TEST(UserTable, ReadsWhateverTypesTheRowsHold) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  co_await c->execute(
      "CREATE TABLE users (id INTEGER PRIMARY KEY, username, email, password, created_at)");
  co_await c->execute("INSERT INTO users VALUES (1, 5, x'00ff', NULL, 1717257793)");
  const std::vector<account> listed = co_await list_users(*c, "users", page{});
  CO_ASSERT(listed.size() == 1);
  EXPECT_EQ(listed[0].username, "5");
  EXPECT_EQ(listed[0].email, "X'00FF'");
  EXPECT_EQ(listed[0].created_at, "1717257793");
}

CO_TEST(UserTable, TheTableMayHaveAnyNameAndASchema) {
  temporary_database db;
  auto c = co_await db.engine.connect();
  const std::string name = "my \"users\"; DROP TABLE x; --";
  co_await make_table(*c, "\"my \"\"users\"\"; DROP TABLE x; --\"", second_shape);
  EXPECT_EQ((co_await add(*c, "ada", "ada@example.org", name)).username, "ada");
  const std::vector<account> listed = co_await list_users(*c, "main." + name, page{});
  EXPECT_EQ(listed.size(), 1u);
}

}  // namespace
}  // namespace fz
