#include "core/runtime/database.hpp"

#include "core/database/database_error.hpp"
#include "tests/support/co_test.hpp"
#include "tests/support/recording_reporter.hpp"
#include "tests/support/temporary_database.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <string>

namespace fz {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

struct configured {
  temporary_folder folder;
  thread_pool pool{1};
  recording_reporter log;
  config settings = {};
  std::filesystem::path file = folder.path() / "app.db";

  std::string url() const { return "sqlite:///" + file.string(); }
  database open(const std::string& text) {
    return {parse_database_url(text, folder.path()), settings, pool, log};
  }
};

CO_TEST(Database, IsNamedByItsUrlWithoutThePassword) {
  configured c;
  const database server(parse_database_url("postgresql://ada:secret@example.org/app", {}),
                        c.settings, c.pool, c.log);
  EXPECT_EQ(server.dialect(), dialect::postgresql);
  EXPECT_THAT(server.name(), HasSubstr("example.org/app"));
  EXPECT_THAT(server.name(), Not(HasSubstr("secret")));
  co_return;
}

CO_TEST(Database, IsOnlyMadeByAChange) {
  configured c;
  database d = c.open(c.url());
  outcome<pooled_connection> look;
  co_await look.capture(d.connect(access::look));
  EXPECT_TRUE(is_missing_database(look.failure()));
  outcome<pooled_connection> existing;
  co_await existing.capture(d.connect(access::existing));
  EXPECT_TRUE(is_missing_database(existing.failure()));
  EXPECT_FALSE(std::filesystem::exists(c.file));
  const pooled_connection made = co_await d.connect(access::change);
  co_await made->execute("CREATE TABLE t (x)");
  EXPECT_TRUE(std::filesystem::exists(c.file));
}

CO_TEST(Database, ALookCannotWrite) {
  configured c;
  database d = c.open(c.url());
  {
    const pooled_connection made = co_await d.connect(access::change);
    co_await made->execute("CREATE TABLE t (x)");
  }
  const pooled_connection look = co_await d.connect(access::look);
  outcome<std::uint64_t> written;
  co_await written.capture(look->execute("INSERT INTO t VALUES (1)"));
  EXPECT_TRUE(find_database_error(written.failure()).has_value());
}

CO_TEST(Database, InMemoryIsOneForEveryAccess) {
  configured c;
  database d = c.open("sqlite:///:memory:");
  {
    const pooled_connection made = co_await d.connect(access::change);
    co_await made->execute("CREATE TABLE t (x)");
  }
  const pooled_connection look = co_await d.connect(access::look);
  const auto rows = co_await look->query("SELECT count(*) AS n FROM t");
  EXPECT_EQ(rows.at(0).integer("n"), 0);
  EXPECT_TRUE(d.lock_file().empty());
}

CO_TEST(Database, MayBeOneThatTheHostHasOpened) {
  temporary_database db;
  recording_reporter log;
  database d(db.engine, dialect::sqlite, "the host's", log);
  EXPECT_EQ(d.name(), "the host's");
  EXPECT_EQ(&d.engine_for(access::look), &db.engine);
  EXPECT_EQ(&d.engine_for(access::change), &db.engine);
  EXPECT_TRUE(d.lock_file().empty());
  co_return;
}

// Other processes can reach a file that the host has opened: sections outside of transactions need
// the lock there, too.
CO_TEST(Database, OfTheHostHasTheLockFileThatTheHostNames) {
  temporary_database db;
  recording_reporter log;
  const database_url url = parse_database_url("sqlite:////srv/app.db", "/");
  const database d(db.engine, dialect::sqlite, "the host's", log, lock_file_of(url));
  EXPECT_EQ(d.lock_file(), "/srv/app.db-fz-lock");
  co_return;
}

CO_TEST(Database, KeepsItsLockFileBesideTheDatabase) {
  configured c;
  EXPECT_EQ(c.open(c.url()).lock_file(), c.file.string() + "-fz-lock");
  EXPECT_TRUE(c.open("postgresql:///app").lock_file().empty());
  co_return;
}

CO_TEST(Database, SaysWhichSettingsHaveNoEffectOnSqlite) {
  configured c;
  c.settings.database.role = "app";
  database d = c.open(c.url());
  const pooled_connection made = co_await d.connect(access::change);
  EXPECT_THAT(c.log.lines, Contains("Without effect on SQLite: role"));
}

}  // namespace
}  // namespace fz
