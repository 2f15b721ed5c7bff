#include "core/database/database_url.hpp"

#include "core/util/error.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

database_url parse(std::string_view text) { return parse_database_url(text, "/app"); }

std::string refusal(std::string_view text) {
  try {
    parse(text);
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::config);
    return e.what();
  }
  ADD_FAILURE() << text << " was taken";
  return "";
}

TEST(DatabaseUrl, SqlitePathsAreAbsoluteOrStartAtTheFolder) {
  EXPECT_EQ(parse("sqlite:///rel.db").path, "/app/rel.db");
  EXPECT_EQ(parse("sqlite:///./a/../rel.db").path, "/app/rel.db");
  EXPECT_EQ(parse("sqlite:////srv/abs.db").path, "/srv/abs.db");
  EXPECT_EQ(parse("sqlite+aiosqlite:///rel.db").path, "/app/rel.db");
  EXPECT_EQ(parse("sqlite+pysqlite:///rel.db").path, "/app/rel.db");
  EXPECT_EQ(parse("SQLite:///rel.db").path, "/app/rel.db");
  EXPECT_EQ(parse("sqlite:///a%20b%3F.db").path, "/app/a b?.db");
  EXPECT_EQ(parse("sqlite:///a+b@c.db").path, "/app/a+b@c.db");
  EXPECT_EQ(parse(" sqlite:///rel.db\n").path, "/app/rel.db");
}

TEST(DatabaseUrl, SqliteWithoutSlashes) {
  EXPECT_EQ(parse("sqlite:db/a.db").path, "/app/db/a.db");
  EXPECT_EQ(parse("sqlite:/srv/a.db").path, "/srv/a.db");
  EXPECT_EQ(parse("sqlite:a.db?mode=ro").query_value("mode"), "ro");
  EXPECT_TRUE(parse("sqlite::memory:").is_memory());
}

TEST(DatabaseUrl, ParametersOfOtherToolsAreLeftOut) {
  EXPECT_TRUE(parse("postgres://h/d?x-migrations-table=t&x-statement-timeout=1").query.empty());
}

TEST(DatabaseUrl, SqliteInMemory) {
  for (const char* text :
       {"sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite+aiosqlite:///:memory:",
        "sqlite:///file:shared?mode=memory&cache=shared&uri=true"}) {
    EXPECT_TRUE(parse(text).is_memory()) << text;
  }
  EXPECT_FALSE(parse("sqlite:///a.db").is_memory());
  EXPECT_FALSE(parse("postgresql://").is_memory());
}

TEST(DatabaseUrl, SqliteUriFilenamesKeepTheirParameters) {
  const database_url url = parse("sqlite:///file:a.db?mode=ro&uri=true");
  EXPECT_EQ(url.path, "/app/a.db");
  EXPECT_EQ(url.query_value("mode"), "ro");
  EXPECT_EQ(parse("sqlite:///file:a.db").path, "/app/file:a.db");
}

TEST(DatabaseUrl, PostgresqlParts) {
  const database_url expected{.dialect = dialect::postgresql,
                              .user = "ann",
                              .password = "pw",
                              .host = "db.example.com",
                              .port = "5433",
                              .database = "shop",
                              .query = {{"sslmode", "require"}, {"options", "-c a=b"}}};
  for (const char* scheme : {"postgresql", "postgres", "postgresql+asyncpg", "postgresql+psycopg",
                             "postgresql+psycopg2", "postgres+asyncpg"}) {
    EXPECT_EQ(parse(std::string(scheme) + "://ann:pw@db.example.com:5433/shop?sslmode=require&"
                                          "options=-c+a%3Db"),
              expected)
        << scheme;
  }
}

TEST(DatabaseUrl, PostgresqlPartsMayBeLeftOut) {
  EXPECT_EQ(parse("postgresql://"), database_url{.dialect = dialect::postgresql});
  EXPECT_EQ(parse("postgresql:///shop").database, "shop");
  EXPECT_EQ(parse("postgresql://ann@/shop").user, "ann");
  EXPECT_EQ(parse("postgresql://@h/shop").host, "h");
  EXPECT_EQ(parse("postgresql://h:/shop").port, "");
  EXPECT_EQ(parse("postgresql://h?sslmode=&a=b").query.size(), 1u);
  EXPECT_EQ(parse("postgresql://h/shop?a=b&&c=d").query.size(), 2u);
}

TEST(DatabaseUrl, PasswordsMayHoldAlmostAnything) {
  EXPECT_EQ(parse("postgresql://ann:p%40s%3As%2F%25@h/d").password, "p@s:s/%");
  EXPECT_EQ(parse("postgresql://ann:a/b?c:d+e@h/d").password, "a/b?c:d+e");
  EXPECT_EQ(parse("postgresql://ann:a/b?c:d+e@h/d").database, "d");
  EXPECT_EQ(parse("postgresql://h/d?application_name=a@b").host, "h");
}

TEST(DatabaseUrl, SeveralHostsInEitherNotation) {
  for (const char* text :
       {"postgresql://a:1,b:2/d", "postgresql:///d?host=a:1&host=b:2",
        "postgresql:///d?host=a,b&port=1,2", "postgresql://x:9/d?host=a:1,b:2"}) {
    EXPECT_EQ(parse(text).host, "a,b") << text;
    EXPECT_EQ(parse(text).port, "1,2") << text;
    EXPECT_EQ(to_string(parse(text)), "postgresql://a:1,b:2/d") << text;
  }
  EXPECT_EQ(parse("postgresql://a,b:2").port, ",2");
  EXPECT_EQ(parse("postgresql://a,b").port, "");
  EXPECT_EQ(to_string(parse("postgresql://a,b?port=7")), "postgresql://a:7,b:7");
}

TEST(DatabaseUrl, HostsMayBeIpv6OrSocketFolders) {
  EXPECT_EQ(parse("postgresql://[::1]:5433/d").host, "::1");
  EXPECT_EQ(parse("postgresql://[::1]:5433/d").port, "5433");
  EXPECT_EQ(to_string(parse("postgresql://[::1]:5433/d")), "postgresql://[::1]:5433/d");
  EXPECT_EQ(parse("postgresql:///d?host=/run/postgresql").host, "/run/postgresql");
  EXPECT_EQ(parse("postgresql://%2Frun%2Fpostgresql/d").host, "/run/postgresql");
}

TEST(DatabaseUrl, ParametersOfPythonDriversAreTranslatedOrLeftOut) {
  const database_url url =
      parse("postgresql+asyncpg://h/d?ssl=true&prepared_statement_cache_size=0&user=ann&dbname=e");
  EXPECT_EQ(url.query_value("sslmode"), "require");
  EXPECT_EQ(url.query.size(), 1u);
  EXPECT_EQ(url.user, "ann");
  EXPECT_EQ(url.database, "e");
}

TEST(DatabaseUrl, TheLastOfSeveralParametersWins) {
  EXPECT_EQ(parse("postgresql://h/d?a=1&a=2").query_value("a"), "2");
  EXPECT_EQ(parse("postgresql://h/d?a=1").query_value("b"), std::nullopt);
}

TEST(DatabaseUrl, TextHidesPasswords) {
  EXPECT_EQ(to_string(parse("postgres+asyncpg://ann:hunter2@h:5433/d?sslpassword=hunter2&a=b%26")),
            "postgresql://ann:***@h:5433/d?sslpassword=***&a=b%26");
  EXPECT_EQ(to_string(parse("postgresql://ann@h/d?password=hunter2")), "postgresql://ann:***@h/d");
  EXPECT_EQ(to_string(parse("postgresql://a%40b:%40@h")), "postgresql://a%40b:***@h");
}

TEST(DatabaseUrl, SqliteTextIsAbsoluteAndCanBeReadBack) {
  EXPECT_EQ(to_string(parse("sqlite:///rel.db?mode=ro")), "sqlite:////app/rel.db?mode=ro");
  EXPECT_EQ(to_string(parse("sqlite:///:memory:")), "sqlite://");
  const database_url odd = parse("sqlite:///a%3Fb%25 é.db");
  EXPECT_EQ(to_string(odd), "sqlite:////app/a%3Fb%25 é.db");
  EXPECT_EQ(parse(to_string(odd)), odd);
}

TEST(DatabaseUrl, RefusalsSayWhatIsWrongAndWhichFormsAreTaken) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "The database URL is empty."},
      {"app.db", "'app.db' is not a database URL. If it is a SQLite file, write sqlite:///app.db."},
      {"/srv/app.db", "write sqlite:////srv/app.db."},
      {"sqllite:///a.db", "has an unknown scheme 'sqllite'. Did you mean 'sqlite'?"},
      {"postgre://h/d", "unknown scheme 'postgre'. Did you mean 'postgres'?"},
      {"mysql://u:hunter2@h/d", "has an unknown scheme 'mysql'.\n"},
      {"sqlite+pysqlcipher:///a.db",
       "names an unknown driver 'pysqlcipher'. fz brings its own and ignores pysqlite and "
       "aiosqlite "
       "after sqlite+; leave the driver out."},
      {"sqlite://file.db",
       "After two slashes 'file.db' would be a host, and a SQLite URL has none; write "
       "sqlite:///file.db."},
      {"sqlite://data/file.db", "write sqlite:///data/file.db."},
      {"sqlite://:memory:", "write sqlite:///:memory:."},
      {"sqlite://u:hunter2@h/a.db", "A SQLite URL has no user and no host; three slashes begin"},
      {"sqlite:///a%zz.db",
       "The path in the database URL has a '%' that two hexadecimal digits do not follow; write "
       "%25 for a percent sign."},
      {"sqlite:///a%00.db", "The path in the database URL contains a NUL character."},
      {"postgresql://u:hunter2%@h/d", "The password in the database URL has a '%'"},
      {"postgresql://h/d?a=%1", "The value of a parameter in the database URL has a '%'"},
      {"postgresql://h:http/d", "The port in the database URL is not a number from 1 to 65535."},
      {"postgresql://h:70000/d", "The port in the database URL"},
      {"postgresql://h:0/d", "The port in the database URL"},
      {"postgresql://h/d?port=-1", "The port in the database URL"},
      {"postgresql://u:hunter2", "The port in the database URL"},
      {"postgresql://[::1/d",
       "The '[' before an IPv6 address in the database URL is never closed."},
      {"postgresql://[::1]x/d", "Only a ':' and a port may follow the IPv6 address"},
      {"postgresql://u:hun@ter2@h/d", "has an '@' too many; write %40 for one that belongs to"},
      {"postgresql://h/d?sslmode", "is not of the form name=value."},
  };
  for (const auto& [text, sentence] : cases) {
    EXPECT_THAT(refusal(text), AllOf(HasSubstr(sentence), HasSubstr("\nForms that are taken: "),
                                     Not(HasSubstr("hunter2")), Not(HasSubstr("ter2"))))
        << text;
  }
}

}  // namespace
}  // namespace fz
