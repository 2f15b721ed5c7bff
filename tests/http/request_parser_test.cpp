#include "core/http/request_parser.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fz::http {
namespace {

using progress = request_parser::progress;

/// What reading `bytes` comes to, all at once or byte by byte.
struct reader {
  limits allowed;
  request got;
  request_parser parser{got, allowed};
  std::string input;

  progress read(std::string_view bytes) {
    input += bytes;
    const progress result = parser.read(input);
    input.erase(0, parser.consumed());
    return result;
  }

  progress read_slowly(std::string_view bytes) {
    progress result = progress::needs_header;
    for (const char c : bytes) {
      result = read({&c, 1});
      if (result != progress::needs_header && result != progress::needs_body) break;
    }
    return result;
  }
};

TEST(RequestParser, ReadsARequestWithAllThatCounts) {
  reader r;
  EXPECT_EQ(
      r.read("POST /us%65rs/?a=1#x HTTP/1.1\r\nHost: h:1\r\nauthorization: Bearer t\r\n"
             "Content-Type: application/json\r\nContent-Length: 2\r\nX-Forwarded-Proto: https\r\n"
             "X-Forwarded-For: 1.2.3.4\r\n\r\n{}GET"),
      progress::complete);
  EXPECT_EQ(r.got.method, "POST");
  EXPECT_EQ(r.got.path, "/users/");
  EXPECT_EQ(r.got.query, "a=1");
  EXPECT_EQ(r.got.host, "h:1");
  EXPECT_EQ(r.got.authorization, "Bearer t");
  EXPECT_EQ(r.got.content_type, "application/json");
  EXPECT_EQ(r.got.forwarded_proto, "https");
  EXPECT_EQ(r.got.forwarded_for, "1.2.3.4");
  EXPECT_EQ(r.got.body, "{}");
  EXPECT_EQ(r.input, "GET");
  EXPECT_TRUE(r.parser.keeps_alive());
}

TEST(RequestParser, ReadsPipelinedRequestsOneByOne) {
  reader r;
  EXPECT_EQ(r.read("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"), progress::complete);
  EXPECT_EQ(r.got.path, "/1");
  r.parser.restart();
  EXPECT_EQ(r.read(""), progress::complete);
  EXPECT_EQ(r.got.path, "/2");
}

TEST(RequestParser, ReadsChunks) {
  const std::string chunked =
      "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n2;x=1\r\nde\r\n0\r\nA: "
      "b\r\n\r\n";
  reader whole;
  EXPECT_EQ(whole.read(chunked), progress::complete);
  EXPECT_EQ(whole.got.body, "abcde");
  EXPECT_EQ(whole.input, "");
  reader slow;
  EXPECT_EQ(slow.read_slowly(chunked), progress::complete);
  EXPECT_EQ(slow.got.body, "abcde");
}

TEST(RequestParser, ReadsAbsoluteTargetsAndOldVersions) {
  reader r;
  EXPECT_EQ(r.read("GET http://other/users/?x HTTP/1.0\r\n\r\n"), progress::complete);
  EXPECT_EQ(r.got.path, "/users/");
  EXPECT_EQ(r.got.query, "x");
  EXPECT_FALSE(r.parser.keeps_alive());
  EXPECT_TRUE(r.parser.is_http_1_0());
  reader no_path;
  EXPECT_EQ(no_path.read("GET http://other HTTP/1.1\r\n\r\n"), progress::complete);
  EXPECT_EQ(no_path.got.path, "/");
}

TEST(RequestParser, SaysWhatAClientExpects) {
  reader r;
  EXPECT_EQ(r.read("POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n"),
            progress::needs_body);
  EXPECT_TRUE(r.parser.expects_continue());
  reader closing;
  EXPECT_EQ(closing.read("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), progress::complete);
  EXPECT_FALSE(closing.parser.keeps_alive());
}

TEST(RequestParser, RefusesWhatReadersUnderstandInDifferentWays) {
  const std::vector<std::string> smuggled = {
      "garbage\r\n\r\n",
      "GET / HTTP/1.1\n\n",
      "GET / HTTP/1.1\r\nHost: a\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
      "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
      "GET / HTTP/1.1\r\n: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
      std::string("GET / HTTP/1.1\r\nA: \0\r\n\r\n", 24),
      "GET / HTTP/1.1\r\nA: a\rb\r\n\r\n",
      "GET  / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.2\r\n\r\n",
      "GET / HTTP/2.0\r\n\r\n",
      "GET / http/1.1\r\n\r\n",
      "GET /\r\n\r\n",
      "get / HTTP/1.1\r\n\r\n",
      "BREW / HTTP/1.1\r\n\r\n",
      "GET /\xC3\xA9 HTTP/1.1\r\n\r\n",
      "GET users HTTP/1.1\r\n\r\n",
      "CONNECT host:443 HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1 \r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
      "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
      "POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\nx",
      "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\nx",
      "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\nx",
      "POST / HTTP/1.1\r\nContent-Length: 0x1\r\n\r\nx",
      "POST / HTTP/1.1\r\nContent-Length:\r\n\r\nx",
      "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nx",
      "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
      "chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx\r\n0\r\n\r\n",
      "GET /" + std::string(70'000, 'a') + " HTTP/1.1\r\n\r\n",
  };
  for (const std::string& bytes : smuggled) {
    reader whole;
    EXPECT_EQ(whole.read(bytes), progress::invalid) << bytes.substr(0, 100);
    reader slow;
    EXPECT_EQ(slow.read_slowly(bytes), progress::invalid) << bytes.substr(0, 100);
  }
}

// A proxy checks and sets fields in the header: one that comes behind the body is not looked at.
TEST(RequestParser, TakesNothingFromTrailers) {
  reader r;
  EXPECT_EQ(r.read("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
                   "Host: other\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\n"
                   "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n\r\n"),
            progress::complete);
  EXPECT_EQ(r.got.host, "h");
  EXPECT_EQ(r.got.authorization, "");
  EXPECT_EQ(r.got.content_type, "");
  EXPECT_EQ(r.got.forwarded_for, "");
  EXPECT_EQ(r.got.forwarded_proto, "");
}

TEST(RequestParser, KeepsItsLimits) {
  reader header;
  EXPECT_EQ(header.read("GET / HTTP/1.1\r\nA: " + std::string(header.allowed.header, 'a')),
            progress::header_too_large);
  reader known;
  known.allowed.body = 10;
  EXPECT_EQ(known.read("POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\n"), progress::body_too_large);
  reader unknown;
  unknown.allowed.body = 10;
  EXPECT_EQ(
      unknown.read("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n8\r\n"),
      progress::body_too_large);
  reader large;
  EXPECT_EQ(large.read("GET / HTTP/1.1\r\nA: " + std::string(70'000, 'a') + "\r\n\r\n"),
            progress::complete);
}

}  // namespace
}  // namespace fz::http
