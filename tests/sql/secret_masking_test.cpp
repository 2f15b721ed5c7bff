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

TEST(SecretMasking, LiteralsAfterAWordForASecretAreMasked) {
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

TEST(SecretMasking, AfterAColumnForASecretEveryLiteralIsMasked) {
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

/// Not a character of salt, parameters or hash is shown, wherever the hash stands.
TEST(SecretMasking, WholeHashesOfEveryKindAreMasked) {
  const std::string hex32 = "5f4dcc3b5aa765d61d8327deb882cf99";
  const std::string b64 = "c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g";
  const std::string hashes[] = {
      "$argon2id$v=19$m=19456,t=2,p=1$" + b64,
      "$argon2i$m=4096,t=3,p=1,keyid=ab,data=cd$" + b64,
      "$argon2d$v=19$m=65536,t=3,p=4$" + b64,
      "argon2$argon2id$v=19$m=102400,t=2,p=8$" + b64,
      "$scrypt$ln=16,r=8,p=1$" + b64,
      "scrypt$16384$S4ltS4ltS4lt$8$1$aGFzaGhhc2g=",
      "scrypt:32768:8:1$S4ltS4lt$" + hex32,
      "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
      "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
      "$2y$10$.vGA1O9wmRjrwAVXD98HNOgsNpDczlqm3Jq7KnEd1rVAGv3Fykk1a",
      "bcrypt_sha256$$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
      "$bcrypt-sha256$v=2,t=2b,r=12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2",
      "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/",
      "$5$rounds=5000$saltsaltsalt$" + hex32,
      "$6$saltsaltsaltsalt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5iwMuTS4XMS130MTSuDDl3a",
      "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7",
      "$7$CU..../....2Q9obwLhin8qvQl6sisAO/$E1HizYWxBmnIH4sdPkd1UOML9t62Gf.wvNTnt5XFzs8",
      "$pbkdf2-sha256$29000$9t7be09prfXee2/NOUeotQ$Y.RDnnq8vsezSZSKy1QNy6xhKPdoBIwc.0XDdRm9sJ8",
      "pbkdf2_sha256$260000$S4ltS4lt$aGFzaGhhc2hoYXNoaGFzaA==",
      "pbkdf2:sha256:260000$S4ltS4lt$" + hex32,
      "sha1$S4ltS4lt$5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8",
      "{SSHA}c2FsdHNhbHRzYWx0c2FsdHNhbHQ=",
      "{SSHA512}c2FsdHNhbHRzYWx0c2FsdHNhbHQ=",
      "{CRYPT}$6$saltsalt$aGFzaGhhc2hoYXNoaGFzaGhhc2g",
      "$P$B7889EMq/erHIuZapMB8GEizebcIy9.",
      "md5" + hex32,
      "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$c3RvcmVkc3RvcmVk:c2VydmVyc2VydmVy",
  };
  for (const std::string& hash : hashes) {
    EXPECT_EQ(shown("DETAIL: Failing row contains (1, ada, " + hash + ", ada@example.org)."),
              "DETAIL: Failing row contains (1, ada, ***, ada@example.org).");
    EXPECT_EQ(shown("Key (h)=(" + hash + ") exists"), "Key (h)=(***) exists");
    EXPECT_EQ(shown("VALUES ('" + hash + "', 1)"), "VALUES ('***', 1)");
    EXPECT_EQ(shown("1,ada," + hash + ",x"), "1,ada,***,x");
    EXPECT_EQ(shown("\"" + hash + "\""), "\"***\"");
    EXPECT_THAT(mask_secrets(hash).secrets, ElementsAre(hash));
    EXPECT_EQ(mask_hashes("column \"password\" of \"users\" has \"" + hash + "\"."),
              "column \"password\" of \"users\" has \"***\".");
  }
}

/// PostgreSQL shows the first 64 bytes of a value and three dots.
TEST(SecretMasking, AHashThatIsCutShortIsMaskedToo) {
  EXPECT_EQ(shown("(1, $argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFza..., a)"), "(1, ***, a)");
  EXPECT_EQ(shown("($argon2id$v=19$m=19456,t=2"), "(***");
}

TEST(SecretMasking, WhatOnlyLooksLikeAHashIsShown) {
  for (const char* text : {"SELECT $1, $2", "VALUES ($1,$2)", "DO $y$ BEGIN NULL; END $y$",
                           "SELECT md5('a')", "SELECT md5(a) FROM md5_sums", "{\"a\": 1}",
                           "argon2 is slow", "$$text$$", "ALTER TABLE sha1"}) {
    EXPECT_EQ(shown(text), text);
  }
}

}  // namespace
}  // namespace fz
