// Endpoints, and tests of them with fixtures; docs/lesson.md shows both beside their Python.
#include "core/async/alongside.hpp"
#include "core/http/json_value.hpp"
#include "core/http/router.hpp"
#include "core/http/server.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/support/co_test.hpp"
#include "tests/support/temporary_database.hpp"

#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace {

using fz::http::request;
using fz::http::response;
using testing::EndsWith;

fz::task<response> read_users(fz::engine& engine) {
  const fz::pooled_connection session = co_await engine.connect();
  const std::vector<fz::row> users = co_await session->query("SELECT username FROM users");
  std::string body = "{\"users\":[";
  for (const fz::row& each : users) {
    if (body.back() != '[') body += ',';
    body += fz::http::to_json(std::string_view(each.text("username")));
  }
  co_return fz::http::content(200, "application/json", body + "]}");
}

fz::task<response> create_user(fz::engine& engine, request& asked) {
  const fz::pooled_connection session = co_await engine.connect();
  const fz::parameters name = {asked.body};
  co_await session->execute("INSERT INTO users (username) VALUES (?)", name);
  co_return fz::http::content(201, "application/json", R"({"message":"created"})");
}

fz::http::router make_app(fz::engine& engine) {
  fz::http::router app;
  app.add("GET", "/users/", [&](request&, std::string) { return read_users(engine); });
  app.add("POST", "/users/", [&](request& asked, std::string) {  //
    return create_user(engine, asked);
  });
  return app;
}

/// What each test gets: an empty database with a users table, which goes with it.
struct session_fixture : fz::temporary_database {
  fz::task<> start() {
    const fz::pooled_connection c = co_await engine.connect();
    co_await c->execute("CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT UNIQUE)");
  }
};

/// A server on that database for as long as `test` runs, and a client that is connected to it.
fz::task<> with_client(std::function<fz::task<>(fz::http::raw_client&)> test) {
  session_fixture session;
  co_await session.start();
  const fz::http::router app = make_app(session.engine);
  auto answer = [&app](request& asked) { return app.answer(asked); };
  fz::http::observer silent;
  fz::http::server server(answer, {}, silent);
  const fz::http::endpoint any_port{"127.0.0.1", 0};
  co_await server.listen(any_port);
  fz::http::raw_client client;
  auto connect_and_test = [&]() -> fz::task<> {
    co_await client.connect(server.address());
    co_await test(client);
  };
  co_await fz::run_alongside(connect_and_test(), server.serve());
}

CO_TEST(Users, AreListedAfterTheyAreCreated) {
  auto test = [](fz::http::raw_client& client) -> fz::task<> {
    co_await client.send("POST /users/ HTTP/1.1\r\nContent-Length: 5\r\n\r\nalice");
    const std::string created = co_await client.read_until("created\"}");
    EXPECT_THAT(created, testing::StartsWith("HTTP/1.1 201 Created"));
    co_await client.send("GET /users/ HTTP/1.1\r\n\r\n");
    const std::string list = co_await client.read_until("]}");
    EXPECT_THAT(list, EndsWith(R"({"users":["alice"]})"));
  };
  co_await with_client(test);
}

CO_TEST(Users, AreNoneInTheDatabaseOfAnotherTest) {
  auto test = [](fz::http::raw_client& client) -> fz::task<> {
    co_await client.send("GET /users/ HTTP/1.1\r\n\r\n");
    const std::string list = co_await client.read_until("]}");
    EXPECT_THAT(list, EndsWith(R"({"users":[]})"));
  };
  co_await with_client(test);
}

}  // namespace
