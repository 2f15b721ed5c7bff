#include "core/http/router.hpp"

#include "tests/async/co_test.hpp"

#include <string>
#include <utility>

namespace fz::http {
namespace {

router small_router() {
  router r;
  const auto say = [](std::string what) {
    return [what = std::move(what)](request&, std::string parameter) -> task<response> {
      co_return content(200, "text/plain", what + parameter);
    };
  };
  r.add("GET", "/", say("root"));
  r.add("GET", "/things/", say("list"));
  r.add("POST", "/things/", say("new"));
  r.add("GET", "/things/{id}", say("one "));
  r.add("PUT", "/things/{id}/name", say("name "));
  return r;
}

/// "200 body", "307 location", "405 allow".
task<std::string> ask(std::string method, std::string path, std::string host = "h") {
  const router r = small_router();
  request asked;
  asked.method = std::move(method);
  asked.path = std::move(path);
  asked.query = "q=1";
  asked.has_host = !host.empty();
  asked.host = std::move(host);
  asked.local_address = "127.0.0.1:80";
  const response answer = co_await r.answer(asked);
  const std::size_t colon = answer.headers.find(": ");
  const std::string header = colon == std::string::npos ? "" : answer.headers.substr(colon + 2);
  co_return std::to_string(answer.status) + " " +
      (header.empty() ? answer.body : header.substr(0, header.size() - 2));
}

CO_TEST(Router, FindsTheActionOfAPath) {
  EXPECT_EQ(co_await ask("GET", "/"), "200 root");
  EXPECT_EQ(co_await ask("POST", "/things/"), "200 new");
  EXPECT_EQ(co_await ask("GET", "/things/a b"), "200 one a b");
  EXPECT_EQ(co_await ask("HEAD", "/things/x"), "200 one x");
  EXPECT_EQ(co_await ask("PUT", "/things/7/name"), "200 name 7");
}

CO_TEST(Router, SaysWhatDoesNotExist) {
  for (const char* path : {"/thing", "/things//", "//", "/things/1/2", "/THINGS/"}) {
    EXPECT_EQ(co_await ask("GET", path), R"(404 {"detail":"Not Found"})") << path;
  }
}

CO_TEST(Router, NamesAllMethodsOfAPath) {
  EXPECT_EQ(co_await ask("PATCH", "/things/"), "405 GET, HEAD, POST");
  EXPECT_EQ(co_await ask("GET", "/things/7/name"), "405 PUT");
}

CO_TEST(Router, LeadsToTheTwinOfAPath) {
  EXPECT_EQ(co_await ask("PATCH", "/things"), "307 http://h/things/?q=1");
  EXPECT_EQ(co_await ask("GET", "/things/1/"), "307 http://h/things/1?q=1");
  EXPECT_EQ(co_await ask("GET", "/things/1//"), "307 http://h/things/1?q=1");
  EXPECT_EQ(co_await ask("GET", "/things", ""), "307 http://127.0.0.1:80/things/?q=1");
}

CO_TEST(Router, LetsNoPathWriteAHeader) {
  EXPECT_EQ(co_await ask("GET", "/things/\r\nx: y/"), "307 http://h/things/%0D%0Ax:%20y?q=1");
}

}  // namespace
}  // namespace fz::http
