#include "core/async/cancellation.hpp"
#include "core/async/gather.hpp"
#include "core/async/sleep.hpp"
#include "core/async/timeout.hpp"
#include "tests/support/failure_of.hpp"
#include "tests/support/postgresql_server.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <fstream>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace fz {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// A port of loopback that takes connections, if it listens, and never says a word.
class silent_port {
 public:
  enum class mode { listening, closed };

  explicit silent_port(mode how) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket_, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    if (how == mode::listening) ::listen(socket_, 16);
    number_ = std::to_string(ntohs(address.sin_port));
  }
  silent_port(const silent_port&) = delete;
  silent_port& operator=(const silent_port&) = delete;
  ~silent_port() { ::close(socket_); }

  const std::string& number() const noexcept { return number_; }

 private:
  int socket_;
  std::string number_;
};

struct connecting : temporary_postgresql {
  void set(const std::string& keyword, const std::string& value) {
    options.parameters.emplace_back(keyword, value);
  }

  /// One value from a new connection.
  task<std::string> ask(std::string sql) {
    fz::engine e(postgresql::connector_for(options, pool, reporter), 1, engine::sharing::exclusive);
    auto c = co_await e.connect();
    co_return co_await value_of(*c, std::move(sql));
  }
};

POSTGRESQL_TEST(PostgresqlConnect, ByLoopbackAndByUnixSocket) {
  connecting db;
  EXPECT_EQ(co_await db.ask("SELECT inet_server_addr()"), "NULL");
  db.set("host", "127.0.0.1");
  EXPECT_EQ(co_await db.ask("SELECT inet_server_addr()"), "127.0.0.1");
  db.set("application_name", "it's me");
  EXPECT_EQ(co_await db.ask("SHOW application_name"), "it's me");
}

POSTGRESQL_TEST(PostgresqlConnect, AClosedPortIsSaidSo) {
  connecting db;
  const silent_port closed(silent_port::mode::closed);
  db.set("host", "127.0.0.1");
  db.set("port", closed.number());
  const auto failed = co_await refusal_of(db.ask("SELECT 1"));
  EXPECT_THAT(failed.message, HasSubstr("Cannot connect to " + db.options.shown_as + ": "));
  EXPECT_THAT(failed.message, HasSubstr("Connection refused"));
  EXPECT_EQ(failed.condition, database_condition::other);
}

POSTGRESQL_TEST(PostgresqlConnect, ADatabaseThatDoesNotExistIsNotWaitedFor) {
  connecting db;
  db.set("dbname", "nowhere");
  db.options.wait = 1h;
  const auto failed = co_await refusal_of(db.ask("SELECT 1"));
  EXPECT_EQ(failed.sqlstate, "3D000");
  EXPECT_THAT(failed.message, HasSubstr("FATAL:  database \"nowhere\" does not exist"));
  EXPECT_THAT(failed.message, Not(HasSubstr("LOCATION")));
  EXPECT_THAT(failed.explanation, HasSubstr("CREATE DATABASE"));
}

POSTGRESQL_TEST(PostgresqlConnect, WhatTheServerWarnsOfIsLogged) {
  connecting db;
  const std::string name = co_await db.ask("SELECT current_database()");
  auto c = co_await db.engine.connect();
  co_await c->execute("UPDATE pg_database SET datcollversion = '1' WHERE datname = '" + name + "'");
  EXPECT_EQ(co_await db.ask("SELECT 7"), "7");
  EXPECT_THAT(db.reporter.lines, Contains(HasSubstr("collation version")));
}

POSTGRESQL_TEST(PostgresqlConnect, ParametersWithoutSenseAreNotTriedAgain) {
  connecting db;
  db.options.wait = 1h;
  db.set("sslmode", "certainly");
  const auto failed = co_await refusal_of(db.ask("SELECT 1"));
  EXPECT_THAT(failed.message, HasSubstr("invalid sslmode value: \"certainly\""));
  EXPECT_EQ(failed.explanation, "");
}

POSTGRESQL_TEST(PostgresqlConnect, AServerThatNeverAnswersIsGivenUpAfterConnectTimeout) {
  connecting db;
  const silent_port silent(silent_port::mode::listening);
  db.set("host", "127.0.0.1");
  db.set("port", silent.number());
  db.set("connect_timeout", "2");
  const auto failed = co_await refusal_of(db.ask("SELECT 1"));
  EXPECT_THAT(failed.message, HasSubstr("no answer within 2 seconds"));
}

POSTGRESQL_TEST(PostgresqlConnect, AnAttemptIsCancelledAtOnce) {
  connecting db;
  const silent_port silent(silent_port::mode::listening);
  db.set("host", "127.0.0.1");
  db.set("port", silent.number());
  outcome<std::string> result;
  co_await result.capture(with_timeout(db.ask("SELECT 1"), 20ms));
  EXPECT_THROW(result.take(), error);
}

POSTGRESQL_TEST(PostgresqlConnect, OfSeveralHostsTheFirstThatAnswersServes) {
  connecting db;
  const silent_port closed(silent_port::mode::closed);
  db.set("host", "127.0.0.1,127.0.0.1");
  db.set("port", closed.number() + "," + db.server.port());
  EXPECT_EQ(co_await db.ask("SELECT 7"), "7");

  const silent_port silent(silent_port::mode::listening);
  db.set("port", silent.number() + "," + db.server.port());
  db.set("connect_timeout", "2");
  EXPECT_EQ(co_await db.ask("SELECT 7"), "7");

  db.set("port", silent.number() + "," + closed.number());
  const auto failed = co_await refusal_of(db.ask("SELECT 1"));
  EXPECT_THAT(failed.message, HasSubstr("no answer within 2 seconds\n"));
  EXPECT_THAT(failed.message, HasSubstr("Connection refused"));
}

POSTGRESQL_TEST(PostgresqlConnect, AServerThatStartsLateIsWaitedFor) {
  connecting db;
  db.options.wait = 1min;
  db.server.stop();
  std::string answer;
  const auto connect = [&]() -> task<> { answer = co_await db.ask("SELECT 7"); };
  const auto start = [&]() -> task<> {
    while (db.reporter.lines.empty()) co_await sleep(1ms);
    db.server.begin_to_start();
  };
  std::vector<task<>> both;
  both.push_back(connect());
  both.push_back(start());
  co_await gather(std::move(both));
  EXPECT_EQ(answer, "7");
  EXPECT_THAT(db.reporter.lines,
              Contains(HasSubstr("does not take connections yet; trying again for 60 seconds: ")));
}

POSTGRESQL_TEST(PostgresqlConnect, TheWaitEnds) {
  connecting db;
  const silent_port closed(silent_port::mode::closed);
  db.set("host", "127.0.0.1");
  db.set("port", closed.number());
  db.options.wait = 300ms;
  const auto failed = co_await refusal_of(db.ask("SELECT 1"));
  EXPECT_THAT(failed.message, HasSubstr("Connection refused"));
}

/// While it lives, the server is a standby.
struct recovery {
  explicit recovery(postgresql_server& s) : server(s) {
    server.stop();
    std::ofstream(server.data() / "standby.signal");
    server.start();
  }
  recovery(const recovery&) = delete;
  recovery& operator=(const recovery&) = delete;
  ~recovery() {
    server.stop();
    std::filesystem::remove(server.data() / "standby.signal");
    server.start();
  }

  postgresql_server& server;
};

POSTGRESQL_TEST(PostgresqlConnect, AStandbyIsReadAndSaysThatItCannotBeWritten) {
  connecting db;
  const recovery standby(db.server);
  auto c = co_await db.engine.connect();
  EXPECT_EQ(co_await value_of(*c, "SELECT pg_is_in_recovery()"), "1");
  const auto failed = co_await refusal_of(c->execute("CREATE TABLE t (a int)"));
  EXPECT_EQ(failed.sqlstate, "25006");
  EXPECT_THAT(failed.explanation, HasSubstr("The server is a standby"));
  db.set("target_session_attrs", "read-write");
  const auto refused = co_await refusal_of(db.ask("SELECT 1"));
  EXPECT_THAT(refused.message, HasSubstr("session is read-only"));
}

}  // namespace
}  // namespace fz
