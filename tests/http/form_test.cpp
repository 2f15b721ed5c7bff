#include "core/http/form.hpp"

#include <gmock/gmock.h>
#include <string>

namespace fz::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr std::string_view urlencoded = "application/x-www-form-urlencoded";
constexpr std::string_view multipart = "multipart/form-data; boundary=XX";

TEST(Form, ReadsUrlencodedFields) {
  const form read = read_form("Application/X-www-form-urlencoded; charset=utf-8",
                              "username=a%40b.org&password=a+b%zz&password=last");
  EXPECT_THAT(read.fields, ElementsAre(Pair("username", "a@b.org"), Pair("password", "a b%zz"),
                                       Pair("password", "last")));
}

TEST(Form, TakesRawBytesForLatin1) {
  EXPECT_THAT(read_form(urlencoded, "a=\xE9").fields, ElementsAre(Pair("a", "é")));
  EXPECT_THAT(read_form(urlencoded, "a=%E9").fields, ElementsAre(Pair("a", "\uFFFD")));
}

TEST(Form, HasNoFieldsInABodyOfAnotherType) {
  EXPECT_THAT(read_form("application/json", R"({"username":"a"})").fields, IsEmpty());
  EXPECT_THAT(read_form("", "username=a").fields, IsEmpty());
}

TEST(Form, ReadsMultipart) {
  const form read = read_form(multipart,
                              "--XX\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\n"
                              "a@b.org\r\n--XX\r\ncontent-disposition: form-data; name=password\r\n"
                              "Content-Type: text/plain\r\n\r\nse\r\ncret\r\n--XX--\r\n");
  EXPECT_EQ(read.problem, "");
  EXPECT_THAT(read.fields,
              ElementsAre(Pair("username", "a@b.org"), Pair("password", "se\r\ncret")));
}

TEST(Form, LeavesFilesOut) {
  const form read = read_form(multipart,
                              "--XX\r\nContent-Disposition: form-data; name=\"username\"; "
                              "filename=\"x\"\r\n\r\na\r\n--XX--");
  EXPECT_EQ(read.problem, "");
  EXPECT_THAT(read.fields, IsEmpty());
}

TEST(Form, RefusesBrokenMultipart) {
  EXPECT_EQ(read_form("multipart/form-data", "x").problem, "Missing boundary in multipart.");
  for (const std::string body : {"garbage", "", "--XX", "--XX\r\nno colon\r\n\r\nx\r\n--XX--",
                                 "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nx"}) {
    EXPECT_EQ(read_form(multipart, body).problem, "Invalid multipart data.") << body;
  }
}

TEST(Form, KnowsJson) {
  EXPECT_TRUE(is_json("application/json"));
  EXPECT_TRUE(is_json("Application/JSON; charset=latin-1"));
  EXPECT_TRUE(is_json("application/vnd.api+json"));
  EXPECT_FALSE(is_json("text/json"));
  EXPECT_FALSE(is_json(""));
}

}  // namespace
}  // namespace fz::http
