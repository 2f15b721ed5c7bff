#include "core/command/check_password.hpp"
#include "core/command/create_user.hpp"
#include "core/command/delete_user.hpp"
#include "core/command/import_users.hpp"
#include "core/command/list_users.hpp"
#include "core/command/set_password.hpp"
#include "core/command/show_user.hpp"
#include "core/command/update_user.hpp"
#include "core/users/user_error.hpp"
#include "tests/command/written_project.hpp"
#include "tests/support/failure_of.hpp"

#include <fmt/format.h>

#include <gmock/gmock.h>
#include <string>
#include <utility>
#include <vector>

namespace fz::command {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string known =
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$Hnm7B2p4pnTo3mQ5qFmnHjR1OZBtVXd1B33joTc/XXg";

/// A project whose database has a users table.
struct users_project : written_project {
  users_project() {
    url_setting url;
    url.value.text = "sqlite:///app.db";
    url.relative_to = folder.path();
    ctx.config.database.url = url;
    run(make_table());
  }

  task<> make_table() {
    connected_database made = co_await connect(ctx, access::change);
    co_await made.connection->execute(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, email TEXT NOT "
        "NULL UNIQUE, password TEXT NOT NULL)");
  }

  created_user create(std::string name, std::string email,
                      existing_user existing = existing_user::refuse) {
    create_user_options options;
    options.username = std::move(name);
    options.email = std::move(email);
    options.secret.hash = known;
    options.existing = existing;
    return run(create_user(ctx, std::move(options)));
  }

  std::vector<std::string> list() {
    std::vector<std::string> all;
    std::function<void(const listed_user&)> take = [&](const listed_user& each) {
      all.push_back(
          fmt::format("{} {} {}", to_string(each.owner.id), each.owner.username, each.owner.email));
    };
    run(list_users(ctx, list_users_options(), std::move(take)));
    return all;
  }

  import_report import(std::string rows, existing_user existing = existing_user::refuse,
                       bool go_on = false) {
    import_users_options options;
    options.file = read_csv_users("username,email,password_hash\n" + std::move(rows));
    options.existing = existing;
    options.continue_on_error = go_on;
    return run(import_users(ctx, std::move(options)));
  }
};

std::string row(const std::string& name, const std::string& email) {
  return fmt::format("{},{},\"{}\"\n", name, email, known);
}

using done = created_user::what;

TEST(CreateUser, TreatsAnExistingNameAsTheOptionsSay) {
  users_project p;
  EXPECT_EQ(p.create("ada", "Ada <ada@EXAMPLE.org>").done, done::created);
  EXPECT_THROW(p.create("ada", "b@example.org"), user_exists);
  EXPECT_EQ(p.create("ada", "b@example.org", existing_user::keep).done, done::unchanged);
  EXPECT_THAT(p.list(), ElementsAre("1 ada ada@example.org"));
  EXPECT_EQ(p.create("ada", "b@example.org", existing_user::update).done, done::updated);
  EXPECT_EQ(p.create("bob", "bob@example.org", existing_user::update).done, done::created);
  EXPECT_THROW(p.create("cyd", "b@example.org", existing_user::update), user_exists);
  EXPECT_THROW(p.create("cyd", "b@example.org", existing_user::keep), user_exists);
  EXPECT_THAT(p.list(), ElementsAre("1 ada b@example.org", "2 bob bob@example.org"));
}

TEST(CreateUser, NeverMakesADatabase) {
  users_project p;
  p.ctx.config.database.url->value.text = "sqlite:///other.db";
  EXPECT_THROW(p.create("ada", "ada@example.org"), users_table_missing);
  EXPECT_FALSE(std::filesystem::exists(p.folder.path() / "other.db"));
}

TEST(SetPassword, IsWhatIsCheckedAfterwards) {
  users_project p;
  p.create("ada", "ada@example.org");
  const auto right = [&p](std::string name, std::string password) {
    return run(check_password(p.ctx, user_reference{std::move(name), {}}, std::move(password)));
  };
  EXPECT_TRUE(right("ada", "herminetincture"));
  EXPECT_FALSE(right("ada", "other"));
  EXPECT_FALSE(right("nobody", "herminetincture"));
  new_secret secret;
  secret.password = "other";
  run(set_password(p.ctx, user_reference{"1", {}}, secret));
  EXPECT_TRUE(right("ada@example.org", "other"));
}

TEST(ShowUser, SaysWhichAccountsANameCouldMean) {
  users_project p;
  p.create("2", "two@example.org");
  p.create("bob", "bob@example.org");
  const user_reference two{"2", {}};
  EXPECT_THROW(run(show_user(p.ctx, two)), ambiguous_user);
  EXPECT_EQ(run(show_user(p.ctx, user_reference{"2", user_key::id})).username, "bob");
  EXPECT_EQ(run(show_user(p.ctx, user_reference{"2", user_key::username})).email,
            "two@example.org");
}

TEST(DeleteUser, AsksWithTheAccountBefore) {
  users_project p;
  p.create("ada", "ada@example.org");
  std::string asked;
  const auto answer = [&](bool yes) {
    const delete_question question = [&asked, yes](const account& a) -> task<bool> {
      asked = a.email;
      co_return yes;
    };
    return run(delete_user(p.ctx, user_reference{"ada", {}}, question)).done;
  };
  EXPECT_EQ(answer(false), deleted_user::what::kept);
  EXPECT_EQ(asked, "ada@example.org");
  EXPECT_EQ(p.list().size(), 1u);
  EXPECT_EQ(answer(true), deleted_user::what::deleted);
  EXPECT_EQ(answer(true), deleted_user::what::absent);
}

TEST(ImportUsers, WritesNothingIfARowIsBad) {
  users_project p;
  p.create("old", "old@example.org");
  const import_report report =
      p.import(row("ada", "ada@example.org") + row("old", "new@example.org"));
  EXPECT_FALSE(report.written);
  EXPECT_THAT(report.problems, ElementsAre(row_problem{3, "Username already exists"}));
  EXPECT_EQ(p.list().size(), 1u);
}

TEST(ImportUsers, LeavesOutWhatTheTableRefusesInTheMiddleOfMany) {
  users_project p;
  run([](users_project& in) -> task<> {
    connected_database c = co_await connect(in.ctx, access::existing);
    co_await c.connection->execute("CREATE UNIQUE INDEX folded ON users (lower(username))");
  }(p));
  std::string rows;
  for (int i = 0; i < 1200; ++i) {
    rows += row(fmt::format("user{}", i), fmt::format("user{}@example.org", i));
  }
  rows += row("USER7", "seven@example.org");
  EXPECT_FALSE(p.import(rows).written);
  EXPECT_EQ(p.list().size(), 0u);
  const import_report report = p.import(rows, existing_user::refuse, true);
  EXPECT_TRUE(report.written);
  EXPECT_EQ(report.created, 1200u);
  EXPECT_THAT(report.problems, ElementsAre(row_problem{1202, "Username already exists"}));
}

TEST(ImportUsers, AnUpdateKeepsThePasswordOfARowWithoutOne) {
  users_project p;
  p.create("ada", "ada@example.org");
  EXPECT_EQ(p.import("ada,new@example.org,\n", existing_user::update).updated, 1u);
  EXPECT_THAT(p.list(), ElementsAre("1 ada new@example.org"));
  EXPECT_TRUE(run(check_password(p.ctx, user_reference{"ada", {}}, "herminetincture")));
  const import_report report = p.import("new,n@example.org,\n", existing_user::update);
  EXPECT_THAT(report.problems, ElementsAre(row_problem{2, "The password is missing."}));
}

TEST(ImportUsers, TwoRowsMayNotSwapTheirAddressesOnTheWay) {
  users_project p;
  p.create("ada", "ada@example.org");
  p.create("bob", "bob@example.org");
  const import_report report = p.import(
      row("ada", "bob@example.org") + row("bob", "ada@example.org"), existing_user::update);
  EXPECT_FALSE(report.written);
  EXPECT_EQ(report.problems.size(), 2u);
  EXPECT_THAT(p.list(), ElementsAre("1 ada ada@example.org", "2 bob bob@example.org"));
}

}  // namespace
}  // namespace fz::command
