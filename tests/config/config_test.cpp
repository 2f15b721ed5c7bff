#include "core/config/config.hpp"

#include "core/util/error.hpp"
#include "core/util/file.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <gmock/gmock.h>
#include <unistd.h>

namespace fz {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::config);
    return e.what();
  }
  ADD_FAILURE() << "nothing was refused";
  return "";
}

class Config : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("fz_config_" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "a" / "b");
    request_.working_folder = folder_;
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, std::string_view text) {
    write_file(folder_ / name, text, existing_file::replace);
  }

  config load(std::string_view text) {
    write("alembic.toml", text);
    return load_config(request_);
  }

  /// What is wrong with this alembic.toml, without the folder.
  std::string wrong(std::string_view text) {
    std::string sentence = refusal([&] { load(text); });
    EXPECT_THAT(sentence, StartsWith((folder_ / "alembic.toml").string()));
    return sentence.substr((folder_ / "").string().size());
  }

  fs::path folder_;
  config_request request_;
};

TEST_F(Config, AnEmptyFileGivesTheDefaults) {
  const config c = load("");
  EXPECT_EQ(c.file, folder_ / "alembic.toml");
  EXPECT_EQ(c.alembic.script_location, folder_ / "migrations");
  EXPECT_THAT(c.alembic.version_locations, ElementsAre());
  EXPECT_EQ(c.alembic.file_template, "{rev}_{slug}");
  EXPECT_EQ(c.alembic.truncate_slug_length, 40u);
  EXPECT_EQ(c.alembic.timezone, "UTC");
  EXPECT_EQ(c.alembic.version_table, "alembic_version");
  EXPECT_EQ(c.alembic.version_table_schema, "");
  EXPECT_EQ(c.alembic.audit_table, "");
  EXPECT_EQ(c.schema.target, std::nullopt);
  EXPECT_EQ(c.schema.command, "");
  EXPECT_FALSE(c.schema.scratch_url.has_value());
  EXPECT_FALSE(c.schema.private_server);
  EXPECT_EQ(c.alembic.transaction, transaction_scope::each);
  EXPECT_EQ(c.alembic.migration_lock, server_lock::automatic);
  EXPECT_EQ(c.alembic.lock_timeout, std::chrono::seconds(60));
  EXPECT_EQ(c.alembic.statement_lock_timeout, std::chrono::seconds(10));
  EXPECT_EQ(c.alembic.statement_timeout, std::nullopt);
  EXPECT_EQ(c.alembic.retries, 5u);
  EXPECT_THAT(c.alembic.post_write_hooks, ElementsAre());
  EXPECT_EQ(c.users.table, "users");
  EXPECT_FALSE(c.database.url.has_value());
  EXPECT_EQ(c.database.wait.count(), 0);
  EXPECT_EQ(c.database.search_path, "");
  EXPECT_EQ(c.database.role, "");
  EXPECT_TRUE(c.database.settings.empty());
}

TEST_F(Config, EachKindOfDatabaseMayHaveATargetOfItsOwn) {
  const config c = load("[schema]\ntarget_sqlite = \"lite\"\ntarget_postgresql = \"pg.sql\"");
  EXPECT_EQ(c.schema.target_sqlite, c.file.parent_path() / "lite");
  EXPECT_EQ(c.schema.target_postgresql, c.file.parent_path() / "pg.sql");
  EXPECT_FALSE(c.schema.target);
}

TEST_F(Config, EveryKeyIsRead) {
  request_.environment = {{"NAME", "x"}};
  const config c = load(R"(
    [alembic]
    script_location = "./db/../db"
    version_locations = ["/srv/more", "${NAME}/versions"]
    file_template = "{year}-{month}-{day}_{hour}{minute}{second}_{epoch}_{rev}_{slug}"
    truncate_slug_length = 7
    timezone = "local"
    version_table = "${NAME}_version"
    version_table_schema = "app"
    audit_table = "history"
    target_schema = "schema.toml"
    transaction = "all"
    migration_lock = "lease"
    lock_timeout = "500ms"
    statement_lock_timeout = "0"
    statement_timeout = "2m"
    retries = 0
    post_write_hooks = ["fmt", "git add"]
    [database]
    url = "sqlite:///${NAME}.db"
    wait = "30s"
    search_path = "${NAME}, public"
    role = "migrator"
    [users]
    table = "accounts"
    username_min_length = 2
    username_max_length = 50
    username_pattern = "[a-z]+"
    password_min_length = 12
    [users.columns]
    id = "nr"
    password = "hash"
  )");
  EXPECT_EQ(c.alembic.script_location, folder_ / "db");
  EXPECT_THAT(c.alembic.version_locations, ElementsAre("/srv/more", folder_ / "x/versions"));
  EXPECT_THAT(c.alembic.file_template, EndsWith("{epoch}_{rev}_{slug}"));
  EXPECT_EQ(c.alembic.truncate_slug_length, 7u);
  EXPECT_EQ(c.alembic.timezone, "local");
  EXPECT_EQ(c.alembic.version_table, "x_version");
  EXPECT_EQ(c.alembic.version_table_schema, "app");
  EXPECT_EQ(c.alembic.audit_table, "history");
  EXPECT_EQ(c.schema.target, folder_ / "schema.toml");
  EXPECT_EQ(c.alembic.transaction, transaction_scope::all);
  EXPECT_EQ(c.alembic.migration_lock, server_lock::lease);
  EXPECT_EQ(c.alembic.lock_timeout, std::chrono::milliseconds(500));
  EXPECT_EQ(c.alembic.statement_lock_timeout.count(), 0);
  EXPECT_EQ(c.alembic.statement_timeout, std::chrono::minutes(2));
  EXPECT_EQ(c.alembic.retries, 0u);
  EXPECT_THAT(c.alembic.post_write_hooks, ElementsAre("fmt", "git add"));
  EXPECT_EQ(configured_database(c).path, folder_ / "x.db");
  EXPECT_EQ(c.database.wait, std::chrono::seconds(30));
  EXPECT_EQ(c.database.search_path, "x, public");
  EXPECT_EQ(c.database.role, "migrator");
  EXPECT_EQ(c.users.table, "accounts");
  EXPECT_EQ(c.users.username_min_length, 2u);
  EXPECT_EQ(c.users.username_max_length, 50u);
  EXPECT_EQ(c.users.username_pattern, "[a-z]+");
  EXPECT_EQ(c.users.password_min_length, 12u);
  EXPECT_EQ(c.users.columns.id, "nr");
  EXPECT_EQ(c.users.columns.username, "username");
  EXPECT_EQ(c.users.columns.password, "hash");
}

TEST_F(Config, ServerSettingsAreKeptAsTheTextThatTheServerTakes) {
  request_.environment = {{"TENANT", "t1"}};
  const config c = load(R"(
    [database.settings]
    work_mem = "64MB"
    max_parallel_workers = 4
    random_page_cost = 1.5
    jit = false
    app.tenant = "${TENANT}"
    "app.user" = "a'b"
  )");
  EXPECT_THAT(c.database.settings,
              ElementsAre(Pair("app.tenant", "t1"), Pair("app.user", "a'b"), Pair("jit", "off"),
                          Pair("max_parallel_workers", "4"), Pair("random_page_cost", "1.5"),
                          Pair("work_mem", "64MB")));
}

TEST_F(Config, AServerSettingWithAPlaceOfItsOwnIsSentThere) {
  EXPECT_THAT(wrong("[database.settings]\nsearch_path = \"a\""),
              EndsWith(":2:15: 'search_path' in 'settings' under [database] must be written as "
                       "'search_path' under [database]."));
  EXPECT_THAT(wrong("[database.settings]\nLock_Timeout = 1"),
              EndsWith("must be written as 'statement_lock_timeout' under [alembic]."));
  EXPECT_THAT(wrong("[database.settings]\n\"a b\" = 1"),
              EndsWith("'a b' in 'settings' under [database] must be named as a setting of the "
                       "server: letters, digits, '_' and '.'."));
  EXPECT_THAT(wrong("[database.settings]\na = []"),
              EndsWith("must be a string, a number, true or false."));
  EXPECT_THAT(wrong("[database]\nsettings = 1"),
              EndsWith("must be a table of the server's settings."));
}

TEST_F(Config, TheMigrationLockHasAKind) {
  EXPECT_EQ(load("[alembic]\nmigration_lock = \"auto\"").alembic.migration_lock,
            server_lock::automatic);
  EXPECT_EQ(load("[alembic]\nmigration_lock = \"advisory\"").alembic.migration_lock,
            server_lock::advisory);
}

TEST_F(Config, DurationsHaveAUnit) {
  EXPECT_EQ(load("[alembic]\nlock_timeout = \"0s\"").alembic.lock_timeout.count(), 0);
  EXPECT_EQ(load("[alembic]\nlock_timeout = \"0\"").alembic.lock_timeout.count(), 0);
  EXPECT_EQ(load("[alembic]\nlock_timeout = \"2m\"").alembic.lock_timeout.count(), 120'000);
  EXPECT_EQ(load("[alembic]\nlock_timeout = \"1h\"").alembic.lock_timeout.count(), 3'600'000);
}

TEST_F(Config, TheFileIsFoundInTheNearestParent) {
  write("alembic.toml", "");
  request_.working_folder = folder_ / "a" / "b";
  EXPECT_EQ(load_config(request_).file, folder_ / "alembic.toml");
  write("a/alembic.toml", "");
  EXPECT_EQ(load_config(request_).file, folder_ / "a/alembic.toml");
  request_.file = "../../alembic.toml";
  EXPECT_EQ(load_config(request_).file, folder_ / "alembic.toml");
}

TEST_F(Config, AMissingFileSaysWhereItWasSearched) {
  EXPECT_EQ(refusal([&] { load_config(request_); }),
            "There is no alembic.toml in '" + folder_.string() + "' or in a folder above it.");
  request_.file = "other.toml";
  EXPECT_EQ(refusal([&] { load_config(request_); }),
            "Cannot read '" + (folder_ / "other.toml").string() + "': No such file or directory.");
}

TEST_F(Config, FilesThatCannotBeReadAreNamed) {
  fs::create_directory(folder_ / "alembic.toml");
  EXPECT_THAT(refusal([&] { load_config(request_); }), HasSubstr("alembic.toml': Is a directory."));
  fs::remove(folder_ / "alembic.toml");
  fs::create_directory(folder_ / ".env");
  EXPECT_THAT(refusal([&] { load(""); }), HasSubstr(".env': Is a directory."));
}

TEST_F(Config, TheFirstUrlFoundWinsAndKnowsItsFolder) {
  request_.working_folder = folder_ / "a";
  const auto path = [&](std::string_view text) { return configured_database(load(text)).path; };
  const char* file = "[database]\nurl = \"sqlite:///file.db\"";
  EXPECT_EQ(path(file), folder_ / "file.db");
  write(".env", "DATABASE_URL=sqlite:///dotenv.db");
  EXPECT_EQ(path(file), folder_ / "dotenv.db");
  request_.environment = {{"DATABASE_URL", "sqlite:///environment.db"}};
  EXPECT_EQ(path(file), folder_ / "a/environment.db");
  request_.url = "sqlite:///option.db";
  EXPECT_EQ(path(file), folder_ / "a/option.db");
}

TEST_F(Config, EmptyVariablesGiveNoUrl) {
  write(".env", "DATABASE_URL=");
  request_.environment = {{"DATABASE_URL", ""}};
  EXPECT_EQ(configured_database(load("[database]\nurl = \"sqlite:///file.db\"")).path,
            folder_ / "file.db");
}

TEST_F(Config, AUrlIsWrongOnlyWhenItIsAskedFor) {
  const auto url_wrong = [&](std::string_view text) {
    const config c = load(text);
    return refusal([&] { configured_database(c); });
  };
  const std::string file = (folder_ / "alembic.toml").string();
  const std::string dotenv = (folder_ / ".env").string();
  EXPECT_EQ(
      url_wrong(""),
      "No database URL is configured. It may be in the environment variable DATABASE_URL, in '" +
          dotenv + "' as DATABASE_URL, or in '" + file + "' as 'url' under [database].");
  EXPECT_THAT(url_wrong("[database]\nurl = \"${NONE}\""),
              StartsWith(file + ":2:7: The variable NONE is not defined"));
  EXPECT_THAT(url_wrong("[database]\nurl = \"app.db\""),
              StartsWith(file + ":2:7: 'app.db' is not a database URL."));
  write(".env", "A=b\nDATABASE_URL=sqlite://${NONE}");
  EXPECT_THAT(url_wrong(""), StartsWith(dotenv + ":2: The variable NONE is not defined"));
  request_.environment = {{"DATABASE_URL", "mysql://u:hunter2@h/d"}};
  EXPECT_THAT(url_wrong(""), StartsWith("DATABASE_URL: The database URL has an unknown scheme"));
  request_.url = "";
  EXPECT_THAT(url_wrong(""), StartsWith("The URL that was given: The database URL is empty."));
}

TEST_F(Config, EnvironmentIsTakenAsItIs) {
  request_.environment = {{"DATABASE_URL", "sqlite:///a${b.db"}};
  EXPECT_EQ(configured_database(load("")).path, folder_ / "a${b.db");
}

TEST_F(Config, ErrorsNameThePlaceAndWhatWasExpected) {
  const std::pair<std::string, const char*> cases[] = {
      {"[alembic", "alembic.toml:1:9: This is not TOML: "},
      {"\n[alembic]\n  verison_table = \"a\"",
       "alembic.toml:3:3: Unknown key 'verison_table' under [alembic]. Did you mean "
       "'version_table'?"},
      {"[users]\ncolour = 1",
       "2:1: Unknown key 'colour' under [users]. Expected table, columns, username_min_length, "
       "username_max_length, username_pattern and password_min_length."},
      {"[users]\nusername_pattern = \"[a\"",
       "'username_pattern' under [users] must be a regular expression of ECMAScript"},
      {"[users]\nusername_min_length = 3\nusername_max_length = 2",
       "'username_min_length' under [users] is greater than 'username_max_length'."},
      {"[users.columns]\nid = \"\"",
       "'id' under [users.columns] must be a string that is not empty."},
      {"[users.columns]\nname = \"n\"", "Unknown key 'name' under [users.columns]."},
      {"[users]\ncolumns = 1", "'users.columns' must be a table, [users.columns]."},
      {"[databse]", "1:2: Unknown table or key 'databse'. Did you mean 'database'?"},
      {"version = 1",
       "1:1: Unknown table or key 'version'. Expected alembic, database, fleet, schema, serve and "
       "users."},
      {"alembic = 1", "1:11: 'alembic' must be a table, [alembic]."},
      {"[[users]]", "'users' must be a table, [users]."},
      {"[alembic]\nscript_location = 1",
       "2:19: 'script_location' under [alembic] must be a string."},
      {"[alembic]\nscript_location = \"\"", "must be a path."},
      {"[alembic]\nversion_locations = \"a\"", "must be an array of strings."},
      {"[alembic]\nversion_locations = [\"\"]", "must be an array of paths."},
      {"[alembic]\npost_write_hooks = [1]", "must be an array of strings."},
      {"[alembic]\nversion_table = \"\"",
       "'version_table' under [alembic] must be a string that is not empty."},
      {"[users]\ntable = \"\"", "'table' under [users] must be a string that is not empty."},
      {"[database]\nurl = 1", "'url' under [database] must be a string."},
      {"[alembic]\ntruncate_slug_length = 0", "must be an integer from 1 to 1000."},
      {"[alembic]\ntruncate_slug_length = \"1\"", "must be an integer from 1 to 1000."},
      {"[alembic]\naudit_table = \"alembic_version\"",
       "'audit_table' under [alembic] must be another table than 'version_table'."},
      {"[alembic]\nretries = -1", "must be an integer from 0 to 1000."},
      {"[alembic]\ntransaction = \"none\"", "must be \"each\" or \"all\"."},
      {"[alembic]\ntimezone = \"Mars/Olympus\"",
       "must be \"UTC\", \"local\" or a time zone that /usr/share/zoneinfo knows, such as "
       "\"Europe/Berlin\"."},
      {"[alembic]\ntimezone = \"../../../etc/passwd\"",
       "must be \"UTC\", \"local\" or a time zone"},
      {"[alembic]\nfile_template = \"%(rev)s\"",
       "must be a file name made of text without '/' and the tokens {rev}, {slug}, {year}, "
       "{month}, {day}, {hour}, {minute}, {second}, {epoch}."},
      {"[alembic]\nfile_template = \"{rev}_{sulg}\"", "must be a file name made of"},
      {"[alembic]\nfile_template = \"{rev\"", "must be a file name made of"},
      {"[alembic]\nfile_template = \"rev}\"", "must be a file name made of"},
      {"[alembic]\nfile_template = \"a/{rev}\"", "must be a file name made of"},
      {"[alembic]\nfile_template = \"\"", "must be a string that is not empty."},
      {"[alembic]\nmigration_lock = \"row\"", "must be \"auto\", \"advisory\" or \"lease\"."},
      {"[alembic]\nversion_table = \"é${NONE}\"",
       "alembic.toml:2:17: The variable NONE is not defined"},
      {"[alembic]\npost_write_hooks = [\"é\", \"${}\"]", "alembic.toml:2:27: '${}' does not name"},
  };
  for (const auto& [text, sentence] : cases) EXPECT_THAT(wrong(text), HasSubstr(sentence)) << text;
  for (const char* duration :
       {"\"60\"", "\"s\"", "\"1d\"", "\"-1s\"", "\"1 s\"", "60", "\"99999999999s\""}) {
    EXPECT_THAT(wrong(std::string("[alembic]\nlock_timeout = ") + duration),
                HasSubstr("must be a duration such as \"500ms\", \"60s\", \"2m\" or \"1h\"."));
  }
}

TEST_F(Config, ALineOfDotenvMattersWhereItsVariableDoes) {
  write(".env", "secret\nDATABASE_URL: postgresql://u:hunter2@h/d\n");
  const config loaded = load("");
  EXPECT_EQ(refusal([&] { configured_database(loaded); }),
            (folder_ / ".env").string() + ":2: A line of .env is of the form NAME=VALUE.");
  request_.url = "sqlite:///a.db";
  EXPECT_EQ(configured_database(load("")).path, folder_ / "a.db");
}

TEST_F(Config, AVariableInAUrlStandsForItself) {
  write(".env", "HOST=db:1\nDATABASE_URL=postgresql://u:${PW}@${HOST}/d\n");
  request_.environment = {{"PW", "p@s/s%41"}};
  EXPECT_EQ(configured_database(load("")).password, "p@s/s%41");
  write(".env", "");
  EXPECT_EQ(configured_database(load("[database]\nurl = \"postgresql://u:${PW}@h/d\"")).password,
            "p@s/s%41");
}

TEST_F(Config, WhatTheSchemaIsComparedWithIsRead) {
  request_.environment = {{"NAME", "x"}, {"XDG_CACHE_HOME", "/cache"}};
  const config c = load(R"(
    [schema]
    command = "print ${NAME}"
    scratch_url = "sqlite:///${NAME}.db"
    private_server = true
    schemas = ["public"]
    include = ["a*"]
    exclude = ["b"]
  )");
  EXPECT_EQ(c.schema.command, "print x");
  ASSERT_TRUE(c.schema.scratch_url.has_value());
  EXPECT_EQ(parse_url_setting(*c.schema.scratch_url).path, folder_ / "x.db");
  EXPECT_TRUE(c.schema.private_server);
  EXPECT_THAT(c.schema.schemas, ElementsAre("public"));
  EXPECT_THAT(c.schema.include, ElementsAre("a*"));
  EXPECT_THAT(c.schema.exclude, ElementsAre("b"));
  EXPECT_EQ(c.cache_folder, "/cache/fz");
}

TEST_F(Config, TargetAndCommandExcludeEachOther) {
  EXPECT_THAT(wrong("[schema]\ntarget = \"a\"\ncommand = \"b\""),
              HasSubstr("only one of them may be given"));
}

TEST_F(Config, FleetsHaveNamesButForOne) {
  const config c = load(
      "[fleet]\nfiles = 'data/*.db'\ncanary = 2\njobs = 32\n"
      "[fleet.eu]\ntargets = 'eu.txt'\nwaves = ['1%', 'rest']\npause = '5m'\n");
  ASSERT_EQ(c.fleets.size(), 2u);
  EXPECT_THAT(c.fleets.at("").files, ElementsAre("data/*.db"));
  EXPECT_EQ(c.fleets.at("").canary, "2");
  EXPECT_EQ(c.fleets.at("").jobs, 32u);
  EXPECT_EQ(c.fleets.at("eu").targets, folder_ / "eu.txt");
  EXPECT_EQ(c.fleets.at("eu").waves, "1%,rest");
  EXPECT_EQ(c.fleets.at("eu").pause, std::chrono::minutes(5));
}

TEST_F(Config, ATemplateOfAFleetKeepsItsNamesUntilTheColumnsAreKnown) {
  request_.environment["HOME"] = "/home/ada";
  const config c = load("[fleet]\ntemplate = 'sqlite:///${HOME}/${tenant}.db'\n");
  const fleet_config& fleet = c.fleets.at("");
  EXPECT_EQ(fleet.url_template, "sqlite:///${HOME}/${tenant}.db");
  EXPECT_EQ(fleet.known.at("HOME").text, "/home/ada");
  EXPECT_NE(fleet.known.at("tenant").problem, "");
}

TEST_F(Config, AWrongSettingOfAFleetIsNamedWithItsPlace) {
  EXPECT_THAT(wrong("[fleet]\njobs = 0\n"), StartsWith("alembic.toml:2:8: 'jobs' under [fleet]"));
  EXPECT_THAT(wrong("[fleet.eu]\nfile = 'x'\n"),
              StartsWith("alembic.toml:2:1: Unknown key 'file' under [fleet.eu]. Did you mean"));
}

}  // namespace
}  // namespace fz
