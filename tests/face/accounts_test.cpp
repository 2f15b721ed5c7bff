#include "tests/face/written_project.hpp"

#include <gtest/gtest.h>

#include <fz/fz.hpp>
#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace face_test {
namespace {

using testing::HasSubstr;

/// Accounts in memory; a hash takes some 100 ms, so few are made.
struct users {
  written_project written;
  fz::project project = written.read();
  fz::engine engine = fz::engine::in_memory();
  fz::database database{engine};
  fz::accounts accounts{database, project};

  void make_table() {
    engine.begin([](fz::sync_connection& c) {
      c.execute(
          "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, "
          "email TEXT NOT NULL UNIQUE, password TEXT NOT NULL)");
    });
  }
};

TEST(FaceAccounts, LiveInTheHostsOwnDatabase) {
  users u;
  u.make_table();
  const fz::account ada = u.accounts.create({"ada", "ada@EXAMPLE.org", "a long password"});
  EXPECT_EQ(ada.email, "ada@example.org");
  EXPECT_EQ(u.accounts.find("ada"), ada);
  EXPECT_EQ(u.accounts.find("ada@example.org"), ada);
  EXPECT_EQ(u.accounts.find("grace"), std::nullopt);
  EXPECT_EQ(u.accounts.check_password("ada", "a long password"), ada);
  EXPECT_EQ(u.accounts.check_password("ada", "another"), std::nullopt);
  EXPECT_EQ(u.accounts.check_password("grace", "another"), std::nullopt);

  fz::account_change change;
  change.username = "lovelace";
  const auto renamed = u.accounts.update(ada.id, change);
  ASSERT_TRUE(renamed);
  EXPECT_EQ(renamed->username, "lovelace");
  EXPECT_EQ(u.accounts.check_password("lovelace", "a long password"), renamed);
  EXPECT_EQ(u.accounts.update(fz::value(std::int64_t{99}), change), std::nullopt);

  EXPECT_TRUE(u.accounts.remove(ada.id));
  EXPECT_FALSE(u.accounts.remove(ada.id));
  EXPECT_EQ(u.accounts.count(), 0U);
}

TEST(FaceAccounts, ATakenNameSaysWhichOne) {
  users u;
  u.make_table();
  u.accounts.create({"ada", "ada@example.org", "a long password"});
  try {
    u.accounts.create({"grace", "ada@example.org", "a long password"});
    FAIL();
  } catch (const fz::user_exists& e) {
    EXPECT_EQ(e.taken(), fz::user_exists::field::email);
  }
  EXPECT_EQ(u.accounts.count(), 1U);
}

TEST(FaceAccounts, AreListedInPages) {
  users u;
  u.make_table();
  u.engine.begin([](fz::sync_connection& c) {
    for (const char* name : {"a", "b", "c"}) {
      c.execute("INSERT INTO users (username, email, password) VALUES (?, ?, '')",
                {std::string(name), std::string(name)});
    }
  });
  const std::vector<fz::account> first = u.accounts.list(2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[1].username, "b");
  const std::vector<fz::account> rest = u.accounts.list(2, first[1].id);
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].username, "c");
}

TEST(FaceAccounts, AMissingTableAndABadAddressAreSentences) {
  users u;
  try {
    u.accounts.count();
    FAIL();
  } catch (const fz::error& e) {
    EXPECT_EQ(e.kind(), fz::error_kind::users);
  }
  u.make_table();
  try {
    u.accounts.create({"ada", "nowhere", "a long password"});
    FAIL();
  } catch (const fz::error& e) {
    EXPECT_EQ(e.kind(), fz::error_kind::usage);
    EXPECT_THAT(e.what(), HasSubstr("nowhere"));
  }
}

}  // namespace
}  // namespace face_test
