#include "core/http/server.hpp"

#include "core/async/alongside.hpp"
#include "core/async/gather.hpp"
#include "core/async/sleep.hpp"
#include "core/util/error.hpp"
#include "tests/async/co_test.hpp"
#include "tests/http/raw_client.hpp"

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <gmock/gmock.h>
#include <string>
#include <utility>

namespace fz::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view get = "GET / HTTP/1.1\r\n\r\n";

task<response> echo(request& asked) {
  co_return content(200, "text/plain", asked.method + " " + asked.body);
}

limits small_limits() {
  limits allowed;
  allowed.connections = 3;
  allowed.header_time = 400ms;
  allowed.body_time = 400ms;
  allowed.idle_time = 400ms;
  allowed.shutdown_time = 300ms;
  return allowed;
}

/// Runs `client` beside a server that is stopped when it ends.
task<> with_server(handler answer, std::function<task<>(server&)> client) {
  observer silent;
  server running(std::move(answer), small_limits(), silent);
  const endpoint any_port{"127.0.0.1", 0};
  co_await running.listen(any_port);
  co_await run_alongside(client(running), running.serve());
  EXPECT_EQ(running.counted().open, 0u);
}

task<> wait_for_nobody(server& s) {
  for (int i = 0; i < 500 && s.counted().open > 0; ++i) co_await sleep(10ms);
}

CO_TEST(Server, AnswersRequestsOneAfterTheOther) {
  auto client = [](server& s) -> task<> {
    raw_client c;
    co_await c.connect(s.address());
    const std::string both = "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nA" + std::string(get);
    co_await c.send(both);
    const std::string first = co_await c.read_until("POST A");
    EXPECT_THAT(first, StartsWith("HTTP/1.1 200 OK\r\n"));
    const std::string second = co_await c.read_until("GET ");
    EXPECT_THAT(second, HasSubstr("content-length: 4\r\n"));
  };
  co_await with_server(echo, client);
}

/// The bodies of the answers to `sent`, in their order, each with its status if that is not 200.
task<std::string> exchange(server& s, std::string_view sent) {
  raw_client c;
  co_await c.connect(s.address());
  co_await c.send(sent);
  std::string got = co_await c.read_to_end();
  std::string answers;
  for (std::size_t at = 0; (at = got.find("HTTP/1.1 ", at)) != std::string::npos;) {
    const std::size_t body = got.find("\r\n\r\n", at) + 4;
    const std::size_t next = std::min(got.find("HTTP/1.1 ", body), got.size());
    const std::string status = got.substr(at + 9, 3);
    if (!answers.empty()) answers += ", ";
    answers += status == "200" ? got.substr(body, next - body) : status;
    at = next;
  }
  co_return answers;
}

struct conversation {
  std::string_view sent;
  std::string_view answers;
};

// What a server and a proxy in front of it may understand in two ways ends the connection: whatever
// comes after it is not taken for a request.
constexpr conversation conversations[] = {
    // One request after the other.
    {"GET / HTTP/1.1\r\n\r\nHEAD / HTTP/1.1\r\n\r\nPUT / HTTP/1.1\r\n\r\n", "GET , , PUT "},
    {"\r\n\r\nGET / HTTP/1.1\r\n\r\n\r\nPUT / HTTP/1.1\r\n\r\n", "GET , PUT "},
    {"POST / HTTP/1.1\r\nContent-Length: 18\r\n\r\nGET / HTTP/1.1\r\n\r\nPUT / HTTP/1.1\r\n\r\n",
     "POST GET / HTTP/1.1\r\n\r\n, PUT "},
    {"GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcPUT / HTTP/1.1\r\n\r\n", "GET abc, PUT "},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nX: "
     "y\r\n\r\nPUT / HTTP/1.1\r\n\r\n",
     "POST abc, PUT "},
    {"GET http://other/ HTTP/1.1\r\nHost: h\r\n\r\nOPTIONS * HTTP/1.1\r\n\r\n", "GET , OPTIONS "},
    // The last request of a connection.
    {"GET / HTTP/1.0\r\n\r\nPUT / HTTP/1.1\r\n\r\n", "GET "},
    {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nPUT / HTTP/1.1\r\n\r\n", "GET "},
    {"GET / HTTP/1.1\r\nConnection: close\r\n\r\nPUT / HTTP/1.1\r\n\r\n", "GET "},
    {"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nPUT / HTTP/1.1\r\n\r\n",
     "403"},
    // Smuggling.
    {"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nPUT / "
     "HTTP/1.1\r\n\r\n",
     "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nPUT / "
     "HTTP/1.1\r\n\r\n",
     "400"},
    {"POST / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 4\r\n\r\nPUT / HTTP/1.1\r\n\r\n",
     "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\nPUT / "
     "HTTP/1.1\r\n\r\n",
     "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\nPUT / "
     "HTTP/1.1\r\n\r\n",
     "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding:\x0b"
     "chunked\r\n\r\n0\r\n\r\nPUT / HTTP/1.1\r\n\r\n",
     "400"},
    {"POST / HTTP/1.1\r\nTransfer_Encoding: chunked\r\n\r\n0\r\n\r\n", "POST , 400"},
    {"POST / HTTP/1.1\r\nContent-Length: 0\r\n Transfer-Encoding: chunked\r\n\r\nPUT / "
     "HTTP/1.1\r\n\r\n",
     "400"},
    {"POST / HTTP/1.1\r\nContent-Length : 0\r\n\r\nPUT / HTTP/1.1\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nX: y\nContent-Length: 0\r\n\r\nPUT / HTTP/1.1\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nX: y\rContent-Length: 0\r\n\r\nPUT / HTTP/1.1\r\n\r\n", "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\naX0\r\n\r\nPUT / HTTP/1.1\r\n\r\n",
     "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\nPUT / "
     "HTTP/1.1\r\n\r\n",
     "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;\nx\r\na\r\n0\r\n\r\nPUT / "
     "HTTP/1.1\r\n\r\n",
     "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\n\r\nPUT / "
     "HTTP/1.1\r\n\r\n",
     "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n X: y\r\n\r\nPUT / "
     "HTTP/1.1\r\n\r\n",
     "400"},
    {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nContent-Length: "
     "9\r\n\r\nPUT / HTTP/1.1\r\n\r\n",
     "400"},
    // What is not HTTP at all.
    {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "400"},
    {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"},
    {"SSH-2.0-OpenSSH_9.2\r\n", "400"},
    {"GET / HTTP/1.1 HTTP/1.1\r\n\r\nPUT / HTTP/1.1\r\n\r\n", "400"},
    {"GET /\r\n\r\n", "400"},
    {"GET\t/\tHTTP/1.1\r\n\r\n", "400"},
};

CO_TEST(Server, TakesForARequestOnlyWhatAllReadersTakeForOne) {
  auto client = [](server& s) -> task<> {
    for (const conversation& each : conversations) {
      const std::string got = co_await exchange(s, each.sent);
      EXPECT_EQ(got, each.answers) << each.sent;
    }
  };
  co_await with_server(echo, client);
}

CO_TEST(Server, LivesThroughAClientThatBreaksOffAtEveryByte) {
  auto client = [](server& s) -> task<> {
    const std::string whole =
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    for (std::size_t size = 0; size <= whole.size(); ++size) {
      raw_client c;
      co_await c.connect(s.address());
      co_await c.send(std::string_view(whole).substr(0, size));
      c.close();
    }
    co_await wait_for_nobody(s);
    EXPECT_EQ(s.counted().open, 0u);
    raw_client last;
    co_await last.connect(s.address());
    co_await last.send(get);
    const std::string answer = co_await last.read_until("GET ");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
  };
  co_await with_server(echo, client);
}

CO_TEST(Server, TurnsAwayWhoComesWhenTooManyAreThere) {
  auto client = [](server& s) -> task<> {
    raw_client held[3];
    for (raw_client& each : held) {
      co_await each.connect(s.address());
      co_await each.send("GET ");
    }
    raw_client late;
    co_await late.connect(s.address());
    const std::string refusal = co_await late.read_to_end();
    EXPECT_THAT(refusal, StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    EXPECT_EQ(s.counted().turned_away, 1u);
    for (raw_client& each : held) each.close();
    co_await wait_for_nobody(s);
    raw_client next;
    co_await next.connect(s.address());
    co_await next.send(get);
    const std::string answer = co_await next.read_until("GET ");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
  };
  co_await with_server(echo, client);
}

CO_TEST(Server, EndsWhatIsTooSlow) {
  auto client = [](server& s) -> task<> {
    raw_client header;
    co_await header.connect(s.address());
    co_await header.send("GET / HT");
    const std::string late_header = co_await header.read_to_end();
    EXPECT_THAT(late_header, StartsWith("HTTP/1.1 408 "));

    raw_client body;
    co_await body.connect(s.address());
    co_await body.send("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab");
    const std::string late_body = co_await body.read_to_end();
    EXPECT_THAT(late_body, StartsWith("HTTP/1.1 408 "));

    raw_client idle;
    co_await idle.connect(s.address());
    const std::string nothing = co_await idle.read_to_end();
    EXPECT_EQ(nothing, "");
  };
  co_await with_server(echo, client);
}

CO_TEST(Server, EndsASlowHeaderThoughBytesKeepComing) {
  auto client = [](server& s) -> task<> {
    raw_client c;
    co_await c.connect(s.address());
    const auto begin = std::chrono::steady_clock::now();
    outcome<void> sent;
    auto drip = [](raw_client& to) -> task<> {
      for (int i = 0; i < 100; ++i) {
        co_await to.send("G");
        if (i == 0) co_await to.send("ET / HTTP/1.1\r\nA: ");
        co_await sleep(50ms);
      }
    };
    co_await sent.capture(drip(c));
    EXPECT_TRUE(sent.failure());  // the connection was reset
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
  };
  co_await with_server(echo, client);
}

CO_TEST(Server, AnswersAnExceptionWith500AndContinues) {
  auto fail = [](request&) -> task<response> {
    throw std::runtime_error("a secret");
    co_return response();
  };
  auto client = [](server& s) -> task<> {
    raw_client c;
    co_await c.connect(s.address());
    co_await c.send(get);
    const std::string answer = co_await c.read_until("\r\n\r\nInternal Server Error");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
    co_await c.send("GET / HTTP/1.0\r\n\r\n");
    const std::string rest = co_await c.read_to_end();
    EXPECT_THAT(rest, testing::Not(HasSubstr("a secret")));
    EXPECT_THAT(rest, testing::EndsWith("Internal Server Error"));
  };
  co_await with_server(fail, client);
}

CO_TEST(Server, SendsAnAnswerInPieces) {
  auto pieces = [](request&) -> task<response> {
    response answer = content(200, "text/plain", "ab");
    const auto left = std::make_shared<int>(2);
    answer.more = [left]() -> task<std::string> { co_return (*left)-- > 0 ? "cd" : ""; };
    co_return answer;
  };
  auto client = [](server& s) -> task<> {
    raw_client c;
    co_await c.connect(s.address());
    co_await c.send(get);
    const std::string answer = co_await c.read_until("0\r\n\r\n");
    EXPECT_THAT(answer, HasSubstr("\r\n\r\n2\r\nab\r\n2\r\ncd\r\n2\r\ncd\r\n0\r\n\r\n"));
    co_await c.send("GET / HTTP/1.0\r\n\r\n");
    const std::string old = co_await c.read_to_end();
    EXPECT_THAT(old, testing::EndsWith("\r\n\r\nabcdcd"));
  };
  co_await with_server(pieces, client);
}

/// A server that is told to stop while a request is under way for so long; gives what the client
/// got.
task<std::string> stopped_during(std::chrono::milliseconds duration) {
  auto slow = [duration](request&) -> task<response> {
    co_await sleep(duration);
    co_return content(200, "text/plain", "done");
  };
  observer silent;
  server running(slow, small_limits(), silent);
  const endpoint any_port{"127.0.0.1", 0};
  co_await running.listen(any_port);
  raw_client waiting;
  raw_client idle;
  std::string got;
  auto begin = [&]() -> task<> {
    co_await idle.connect(running.address());
    co_await waiting.connect(running.address());
    co_await waiting.send(get);
    co_await sleep(50ms);
  };
  auto finish = [&]() -> task<> { got = co_await waiting.read_to_end(); };
  auto serve_and_stop = [&]() -> task<> { co_await run_alongside(begin(), running.serve()); };
  std::vector<task<>> both;
  both.push_back(serve_and_stop());
  auto finish_later = [&]() -> task<> {
    co_await sleep(20ms);
    co_await finish();
  };
  both.push_back(finish_later());
  co_await gather(std::move(both));
  EXPECT_EQ(running.counted().open, 0u);
  co_return got;
}

CO_TEST(Server, AnswersWhatIsUnderWayWhenItStops) {
  const std::string got = co_await stopped_during(200ms);
  EXPECT_THAT(got, HasSubstr("connection: close\r\n"));
  EXPECT_THAT(got, testing::EndsWith("done"));
}

CO_TEST(Server, BreaksOffWhatTakesTooLongWhenItStops) {
  const std::string got = co_await stopped_during(800ms);
  EXPECT_EQ(got, "");
}

CO_TEST(Server, SaysWhyItCannotListen) {
  observer silent;
  server first(echo, {}, silent);
  const endpoint any_port{"127.0.0.1", 0};
  co_await first.listen(any_port);
  const auto port = static_cast<std::uint16_t>(std::stoi(first.address().substr(10)));
  for (const auto& [at, why] : {std::pair(endpoint{"127.0.0.1", port}, "Address already in use"),
                                std::pair(endpoint{"nowhere", 1}, "is not an IP address")}) {
    server second(echo, {}, silent);
    outcome<void> listening;
    co_await listening.capture(second.listen(at));
    try {
      listening.take();
      ADD_FAILURE() << at.host;
    } catch (const error& e) {
      EXPECT_EQ(e.kind(), error_kind::config);
      EXPECT_THAT(e.what(), HasSubstr(why));
    }
  }
}

}  // namespace
}  // namespace fz::http
