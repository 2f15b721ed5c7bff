#include "core/command/create_user.hpp"

#include "tests/command/database_project.hpp"
#include "tests/support/co_test.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <string>

namespace fz {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct users_project : database_project {
  users_project() {
    files.write("a", "",
                "-- fz:upgrade\nCREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR NOT "
                "NULL UNIQUE, password VARCHAR NOT NULL, email VARCHAR NOT NULL UNIQUE);\n");
  }

  task<command::created_user> create(std::string name, std::string password = "correct horse") {
    command::create_user_options options;
    options.email = name + "@example.org";
    options.username = std::move(name);
    options.secret.password = std::move(password);
    return command::create_user(ctx, std::move(options));
  }

  task<std::string> password_of(std::string name) {
    const command::connected_database on = co_await command::connect(ctx, access::look);
    statement query("SELECT password FROM users WHERE username = ?", parameters{name});
    const auto rows = co_await on.connection->query(std::move(query));
    co_return rows.at(0).text("password");
  }
};

CO_TEST(CreateUserCommand, AddsAnAccountWithAHashOfItsPassword) {
  users_project p;
  co_await p.upgrade();
  const command::created_user made = co_await p.create("ada");
  EXPECT_EQ(made.done, command::created_user::what::created);
  EXPECT_EQ(made.user.username, "ada");
  EXPECT_EQ(made.user.email, "ada@example.org");
  EXPECT_THAT(co_await p.password_of("ada"), StartsWith("$argon2id$"));
}

CO_TEST(CreateUserCommand, NeverMakesADatabase) {
  users_project p;
  const error said = co_await failure_of(p.create("ada"));
  EXPECT_EQ(said.kind(), error_kind::users);
  EXPECT_FALSE(std::filesystem::exists(p.file));
}

CO_TEST(CreateUserCommand, WithoutItsTableSaysSo) {
  database_project p;
  p.write_two();
  co_await p.upgrade();
  command::create_user_options options;
  options.username = "ada";
  options.email = "ada@example.org";
  options.secret.password = "correct horse";
  const error said = co_await failure_of(command::create_user(p.ctx, options));
  EXPECT_EQ(said.kind(), error_kind::users);
  EXPECT_THAT(said.what(), HasSubstr("users"));
}

CO_TEST(CreateUserCommand, ANameIsTakenOnce) {
  users_project p;
  co_await p.upgrade();
  co_await p.create("ada");
  const error said = co_await failure_of(p.create("ada"));
  EXPECT_EQ(said.kind(), error_kind::users);
  EXPECT_STREQ(said.what(), "Username already exists");
}

CO_TEST(CreateUserCommand, WhatCannotBeAPasswordIsRefusedBeforeAnythingIsOpened) {
  users_project p;
  const error said = co_await failure_of(p.create("ada", ""));
  EXPECT_EQ(said.kind(), error_kind::usage);
}

}  // namespace
}  // namespace fz
