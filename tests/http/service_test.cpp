#include "core/http/service.hpp"

#include "core/async/gather.hpp"
#include "core/http/access_token.hpp"
#include "tests/async/co_test.hpp"
#include "tests/database/temporary_database.hpp"
#include "tests/util/recording_reporter.hpp"

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <gmock/gmock.h>
#include <string>
#include <utility>
#include <vector>

namespace fz::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr std::string_view key = "your-very-secret-and-exclusive-key";

/// A service on an SQLite file with a users table.
struct project {
  project() {
    settings.file = database.folder.path() / "alembic.toml";
    settings.serve.secret_key = sourced_text{std::string(key), "a test", {}};
    settings.database.url =
        url_setting{{.text = "sqlite:///" + database.file.string()}, "a test", {}};
  }

  task<> start() {
    {
      const pooled_connection c = co_await database.engine.connect();
      co_await c->execute(
          "CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR NOT NULL UNIQUE, password "
          "VARCHAR NOT NULL, email VARCHAR NOT NULL UNIQUE)");
    }
    ctx.emplace(command::context{settings, log, database.pool});
    api.emplace(*ctx, database.engine, silent);
    co_await api->open();
  }

  task<> add_users(int count) {
    const pooled_connection c = co_await database.engine.connect();
    co_await c->execute(
        fmt::format("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) "
                    "INSERT INTO users (username, password, email) SELECT 'u' || i, 'x', 'u' || i "
                    "|| '@example.com' FROM n",
                    count));
  }

  task<response> ask(std::string method, std::string path, std::string query = "",
                     std::string body = "", std::string type = "application/json",
                     std::string token = "") {
    request asked;
    asked.method = std::move(method);
    asked.path = std::move(path);
    asked.query = std::move(query);
    asked.body = std::move(body);
    asked.content_type = std::move(type);
    if (!token.empty()) asked.authorization = "Bearer " + token;
    asked.peer = "192.0.2.1";
    co_return co_await api->answer(asked);
  }

  task<response> log_in(std::string email, std::string password) {
    std::string form = "username=" + email + "&password=" + password;
    co_return co_await ask("POST", "/auth/token", "", std::move(form),
                           "application/x-www-form-urlencoded");
  }

  temporary_database database;
  recording_reporter log;
  observer silent;
  config settings;
  std::optional<command::context> ctx;
  std::optional<service> api;
};

/// All of an answer's body, its pieces too.
task<std::string> whole_body(const response& answer) {
  std::string body(answer.content());
  while (answer.more) {
    const std::string piece = co_await answer.more();
    if (piece.empty()) break;
    body += piece;
  }
  co_return body;
}

std::string token_for(std::string_view email) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return make_access_token(key, email, now + std::chrono::minutes(1));
}

CO_TEST(Service, SendsALongListInPieces) {
  project p;
  co_await p.start();
  co_await p.add_users(2500);
  for (const auto& [query, first, last, count] :
       {std::tuple("limit=2400", 1, 2400, 2400), std::tuple("limit=1000", 1, 1000, 1000),
        std::tuple("limit=1001", 1, 1001, 1001),
        std::tuple("limit=9999&offset=500", 501, 2500, 2000),
        std::tuple("limit=9999&offset=1500", 1501, 2500, 1000)}) {
    const response answer = co_await p.ask("GET", "/users/", query);
    const std::string body = co_await whole_body(answer);
    EXPECT_THAT(body, testing::StartsWith(fmt::format("{{\"users\":[{{\"id\":{},", first)))
        << query;
    EXPECT_THAT(body, EndsWith(fmt::format("\"email\":\"u{}@example.com\"}}]}}", last))) << query;
    EXPECT_EQ(std::count(body.begin(), body.end(), '{') - 1, count) << query;
  }
}

CO_TEST(Service, GivesAPageThatIsNotOlderThanItsQuestion) {
  project p;
  co_await p.start();
  auto read = [&p]() -> task<std::string> {
    const response answer = co_await p.ask("GET", "/users/");
    co_return std::string(answer.content());
  };
  for (int i = 1; i <= 20; ++i) {
    std::vector<task<std::string>> readers;
    for (int k = 0; k < 8; ++k) readers.push_back(read());
    std::vector<std::string> before = co_await gather(std::move(readers));
    const std::string body =
        fmt::format(R"({{"username":"n{}","email":"n{}@example.com","password":"x"}})", i, i);
    const pooled_connection c = co_await p.database.engine.connect();
    co_await c->execute(fmt::format(
        "INSERT INTO users (username, password, email) VALUES ('n{}', 'x', 'n{}@example.com')", i,
        i));
    const std::string after = co_await read();
    EXPECT_THAT(after, HasSubstr(fmt::format("\"n{}\"", i)));
    EXPECT_THAT(before.back(), testing::Not(HasSubstr(fmt::format("\"n{}\"", i))));
  }
}

CO_TEST(Service, MakesOneAccountOfTwoRequestsAtTheSameMoment) {
  project p;
  co_await p.start();
  auto make = [&p]() -> task<int> {
    const response answer = co_await p.ask(
        "POST", "/users/", "", R"({"username":"ada","email":"ada@example.com","password":"x"})");
    co_return answer.status;
  };
  std::vector<task<int>> both;
  for (int i = 0; i < 3; ++i) both.push_back(make());
  const std::vector<int> statuses = co_await gather(std::move(both));
  EXPECT_THAT(statuses, testing::UnorderedElementsAre(201, 409, 409));
}

CO_TEST(Service, TellsClientsToComeBackWhenTooManyLogIn) {
  project p;
  p.settings.serve.waiting_logins = 1;
  co_await p.start();
  std::vector<task<response>> many;
  for (int i = 0; i < 12; ++i) many.push_back(p.log_in("a@example.com", "x"));
  std::vector<int> statuses;
  for (const response& each : co_await gather(std::move(many))) {
    statuses.push_back(each.status);
    if (each.status == 503) {
      EXPECT_THAT(each.headers, HasSubstr("retry-after: 1\r\n"));
    }
  }
  EXPECT_THAT(statuses, testing::Contains(503));
  EXPECT_THAT(statuses, testing::Contains(401));
  EXPECT_THAT(statuses, testing::Each(testing::AnyOf(401, 503)));
}

CO_TEST(Service, ReadsWhilePasswordsAreChecked) {
  project p;
  co_await p.start();
  std::vector<std::string> order;
  auto log_in = [&]() -> task<> {
    co_await p.log_in("a@example.com", "x");
    order.emplace_back("login");
  };
  auto read = [&]() -> task<> {
    for (int i = 0; i < 5; ++i) co_await p.ask("GET", "/users/");
    order.emplace_back("reads");
  };
  std::vector<task<>> all;
  for (int i = 0; i < 4; ++i) all.push_back(log_in());
  all.push_back(read());
  co_await gather(std::move(all));
  EXPECT_EQ(order.front(), "reads");
}

CO_TEST(Service, AnswersToATokenOfAnAccountThatIsGone) {
  project p;
  co_await p.start();
  co_await p.add_users(1);
  const std::string token = token_for("u1@example.com");
  const response first = co_await p.ask("DELETE", "/users/1", "", "", "", token);
  EXPECT_EQ(first.body, R"({"message":"User deleted"})");
  const response second = co_await p.ask("DELETE", "/users/1", "", "", "", token);
  EXPECT_EQ(second.status, 401);
  EXPECT_EQ(second.headers, "www-authenticate: Bearer\r\n");
}

CO_TEST(Service, AsksTheProjectsRules) {
  project p;
  p.settings.users.password_min_length = 8;
  co_await p.start();
  const response answer = co_await p.ask(
      "POST", "/users/", "", R"({"username":"ada","email":"ada@example.com","password":"short"})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, HasSubstr("too short"));
  EXPECT_THAT(answer.body, HasSubstr(R"("input":null)"));
}

CO_TEST(Service, NeedsAUsersTable) {
  project p;
  p.ctx.emplace(command::context{p.settings, p.log, p.database.pool});
  service api(*p.ctx, p.database.engine, p.silent);
  outcome<void> opened;
  co_await opened.capture(api.open());
  EXPECT_THROW(opened.take(), error);
}

}  // namespace
}  // namespace fz::http
