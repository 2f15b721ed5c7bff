#include "core/sql/secret_masking.hpp"

#include "core/database/database_error.hpp"

#include <gmock/gmock.h>
#include <string>
#include <utility>

namespace fz {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string shown(std::string_view text) { return mask_secrets(text).text; }

TEST(SecretMasking, LiteralsBehindAWordForASecretAreMasked) {
  EXPECT_EQ(shown("CREATE ROLE a LOGIN PASSWORD 'hunter2' VALID UNTIL '2030-01-01'"),
            "CREATE ROLE a LOGIN PASSWORD '***' VALID UNTIL '2030-01-01'");
  EXPECT_EQ(shown("alter user a encrypted password\n  E'it\\'s ''hunter2'"),
            "alter user a encrypted password\n  E'***'");
  EXPECT_EQ(shown("ALTER ROLE a PASSWORD $x$hun$ter2$x$;"), "ALTER ROLE a PASSWORD '***';");
  EXPECT_EQ(shown("ALTER ROLE a PASSWORD 'hun'\n'ter2' NOLOGIN"),
            "ALTER ROLE a PASSWORD '***'\n'***' NOLOGIN");
  EXPECT_EQ(shown("ALTER ROLE a PASSWORD U&'hunter2'"), "ALTER ROLE a PASSWORD U&'***'");
  EXPECT_EQ(shown("OPTIONS (user 'x', password 'hunter2', SET sslpassword 'y')"),
            "OPTIONS (user 'x', password '***', SET sslpassword '***')");
  EXPECT_EQ(shown("UPDATE users SET password = 'hunter2' WHERE name = 'ada'"),
            "UPDATE users SET password = '***' WHERE name = 'ada'");
  EXPECT_EQ(shown("SET api_token = crypt('hunter2', gen_salt('bf'))"),
            "SET api_token = crypt('***', gen_salt('bf'))");
  EXPECT_EQ(shown("SELECT f(client_secret => 'hunter2')"), "SELECT f(client_secret => '***')");
}

TEST(SecretMasking, AMistakeInsteadOfALiteralIsMaskedToo) {
  EXPECT_EQ(shown("CREATE ROLE a PASSWORD hunter2"), "CREATE ROLE a PASSWORD ***");
  EXPECT_EQ(shown("CREATE ROLE a PASSWORD \"hunter2\""), "CREATE ROLE a PASSWORD '***'");
  EXPECT_EQ(shown("CREATE ROLE a PASSWORD = 'hunter2'"), "CREATE ROLE a PASSWORD = '***'");
  EXPECT_EQ(shown("CREATE ROLE a PASSWORD 'hunter2"), "CREATE ROLE a PASSWORD '***'");
  EXPECT_EQ(shown("ALTER ROLE a PASSWORD NULL"), "ALTER ROLE a PASSWORD NULL");
}

TEST(SecretMasking, ConnectionStringsAndUrlsKeepTheRest) {
  EXPECT_EQ(
      shown("CREATE SUBSCRIPTION s CONNECTION 'host=h password=hunter2 user=u' PUBLICATION p"),
      "CREATE SUBSCRIPTION s CONNECTION 'host=h password=*** user=u' PUBLICATION p");
  EXPECT_EQ(shown("dblink('host=h password=''hunter2'' user=u')"),
            "dblink('host=h password='***' user=u')");
  EXPECT_EQ(shown("SELECT dblink('postgresql://u:hunter2@h:1/d?x=1')"),
            "SELECT dblink('postgresql://u:***@h:1/d?x=1')");
  EXPECT_EQ(shown("SELECT 'https://h:80/a@b'"), "SELECT 'https://h:80/a@b'");
}

TEST(SecretMasking, BehindAColumnForASecretEveryLiteralIsMasked) {
  EXPECT_EQ(shown("INSERT INTO users (name, password) VALUES ('ada', 'hunter2')"),
            "INSERT INTO users (name, password) VALUES ('***', '***')");
  EXPECT_EQ(shown("INSERT INTO t (a) VALUES ('$argon2id$v=19$m=1$abc', '$2b$12$abc')"),
            "INSERT INTO t (a) VALUES ('***', '***')");
}

TEST(SecretMasking, OtherTextComesBackAsItIs) {
  for (const char* text :
       {"CREATE TABLE users (id int, password text NOT NULL, note text DEFAULT 'x')",
        "COMMENT ON COLUMN users.password IS 'a hash'", "SET password_encryption = 'md5'",
        "SELECT $1, $$a 'b'$$ -- token 'x'", "Token \"x\" is invalid.",
        "User \"x\" has no password assigned.", ""}) {
    EXPECT_EQ(shown(text), text);
  }
}

TEST(SecretMasking, TheServersWordsMayQuoteASecret) {
  database_error::details what;
  what.message = "syntax error at or near \"'hunter2'\"";
  what.explanation = "\n  CONTEXT: SQL statement \"ALTER ROLE a PASSWORD 'other5'\"";
  what.sql = "CREATE ROLE a PASSWORD PASSWORD 'hunter2'";
  const std::string sentence = database_error(what).what();
  EXPECT_THAT(sentence, Not(HasSubstr("hunter2")));
  EXPECT_THAT(sentence, Not(HasSubstr("other5")));
  EXPECT_THAT(sentence, HasSubstr("syntax error at or near \"'***'\""));
  EXPECT_THAT(sentence, HasSubstr("in: CREATE ROLE a PASSWORD PASSWORD '***'"));
}

TEST(SecretMasking, AShortSecretIsFoundBetweenQuotesOnly) {
  EXPECT_EQ(without("near \"a\": a table and 'a'", {"a"}), "near \"***\": a table and '***'");
  EXPECT_EQ(without("hunter2, hunter2", {"hunter2"}), "***, ***");
  EXPECT_THAT(mask_secrets("PASSWORD 'x' TOKEN = 'y'").secrets, ElementsAre("x", "y"));
}

}  // namespace
}  // namespace fz
