#include "core/users/user_import.hpp"

#include "core/util/error.hpp"

#include <fmt/format.h>

#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> problems(const user_file& file) {
  std::vector<std::string> all;
  for (const row_problem& each : file.problems) {
    all.push_back(fmt::format("{}: {}", each.line, each.reason));
  }
  return all;
}

std::vector<std::string> names(const user_file& file) {
  std::vector<std::string> all;
  for (const import_row& each : file.rows) all.push_back(each.username);
  return all;
}

std::string header_refusal(std::string_view text) {
  try {
    read_csv_users(text);
    return "";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::file);
    return e.what();
  }
}

TEST(ReadCsvUsers, TheFirstLineNamesTheColumnsInAnyOrder) {
  const user_file file =
      read_csv_users("Email, username ,password_hash,id,password\na@b.cd,ada,,7,secret\n");
  ASSERT_EQ(file.rows.size(), 1u);
  EXPECT_EQ(file.rows[0].line, 2u);
  EXPECT_EQ(file.rows[0].username, "ada");
  EXPECT_EQ(file.rows[0].email, "a@b.cd");
  EXPECT_EQ(file.rows[0].password, "secret");
  EXPECT_EQ(file.rows[0].password_hash, "");
}

TEST(ReadCsvUsers, AHeaderThatDoesNotFitIsRefused) {
  EXPECT_THAT(header_refusal(""), HasSubstr("Line 1: The column names are missing."));
  EXPECT_THAT(header_refusal("ada,a@b.cd,secret\n"), HasSubstr("Unknown column 'ada'."));
  EXPECT_THAT(header_refusal("username,password\n"), HasSubstr("The column email is missing."));
  EXPECT_THAT(header_refusal("email,password\n"), HasSubstr("The column username is missing."));
  EXPECT_THAT(header_refusal("username,email,EMAIL\n"), HasSubstr("'EMAIL' appears twice."));
}

TEST(ReadCsvUsers, ARowOfAnotherLengthIsAProblemOfItsLine) {
  EXPECT_THAT(problems(read_csv_users("username,email\na\na,b,c\na,b\n")),
              ElementsAre("2: The row has 1 value; the first line has 2 columns.",
                          "3: The row has 3 values; the first line has 2 columns."));
}

user_file checked(std::string_view rows, passwords which = passwords::needed,
                  const account_rules& rules = {}) {
  user_file file = read_csv_users("username,email,password,password_hash\n" + std::string(rows));
  check_user_file(file, rules, which);
  return file;
}

TEST(CheckUserFile, EveryBadRowIsNamedWithItsReason) {
  const user_file file = checked(
      "ada,ada@EXAMPLE.org,secret,\n"
      ",b@example.org,secret,\n"
      "bob,bob,secret,\n"
      "cyd,c@example.org,,\n"
      "dan,d@example.org,secret,$2b$12$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
      "eve,e@example.org,,nothing\n"
      "fay\n"
      "gus,g@example.org,,$2b$12$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");
  EXPECT_THAT(names(file), ElementsAre("ada", "gus"));
  EXPECT_EQ(file.rows[0].email, "ada@example.org");
  EXPECT_THAT(problems(file),
              ElementsAre("3: The username is empty.",
                          "4: The email address 'bob' is not valid: An email address must have an "
                          "@-sign.",
                          "5: The password is missing.", "6: There are both a password and a hash.",
                          "7: The hash is neither of Argon2 nor of bcrypt.",
                          "8: The row has 1 value; the first line has 4 columns."));
}

TEST(CheckUserFile, ANameOrAddressComesOnce) {
  const user_file file = checked(
      "ada,ada@example.org,s,\n"
      "ada,other@example.org,s,\n"
      "bob,Ada <ada@EXAMPLE.org>,s,\n");
  EXPECT_THAT(problems(file),
              ElementsAre("3: The username 'ada' is that of line 2, too.",
                          "4: The email address 'ada@example.org' is that of line 2, too."));
}

TEST(CheckUserFile, ManyRepeatsOfOneNameTakeNoTime) {
  std::string rows;
  for (int i = 0; i < 50'000; ++i) rows += fmt::format("ada,a{}@b.cd,s,\n", i);
  const user_file file = checked(rows);
  EXPECT_EQ(file.rows.size(), 1u);
  EXPECT_EQ(file.problems.size(), 49'999u);
  EXPECT_EQ(file.problems.back().reason, "The username 'ada' is that of line 2, too.");
}

TEST(CheckUserFile, TheRulesOfTheProjectHold) {
  account_rules rules;
  rules.password_min_length = 8;
  rules.username_pattern = "[a-z]+";
  EXPECT_THAT(
      problems(checked("ada,a@b.cd,short,\nB,b@b.cd,long enough,\n", passwords::needed, rules)),
      ElementsAre("2: The password is too short: at least 8 characters are asked for.",
                  "3: The username 'B' does not match the pattern '[a-z]+'."));
}

TEST(CheckUserFile, APasswordMayBeLeftOutIfOneIsMade) {
  EXPECT_THAT(problems(checked("ada,a@b.cd,,\n", passwords::optional)), ElementsAre());
}

}  // namespace
}  // namespace fz
