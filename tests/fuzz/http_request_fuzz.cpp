#include "core/http/form.hpp"
#include "core/http/json_parser.hpp"
#include "core/http/percent.hpp"
#include "core/http/request_parser.hpp"
#include "core/util/text.hpp"
#include "tests/fuzz/expect.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fz::http {
namespace {

using progress = request_parser::progress;

/// What a connection's bytes come to: the requests in them, and how reading ended.
struct outcome {
  std::vector<std::string> requests;
  progress end = progress::needs_header;

  bool operator==(const outcome&) const = default;
};

/// Reads the bytes in pieces of `step`.
outcome read_all(std::string_view bytes, std::size_t step) {
  const limits allowed{.header = 2048, .body = 2048};
  request got;
  request_parser parser(got, allowed);
  outcome result;
  std::string input;
  while (!bytes.empty() || !input.empty()) {
    const std::size_t before = input.size();
    input += bytes.substr(0, step);
    bytes.remove_prefix(input.size() - before);
    for (;;) {
      result.end = parser.read(input);
      expect(parser.consumed() <= input.size(), "no more is consumed than there is");
      input.erase(0, parser.consumed());
      if (result.end != progress::complete) break;
      expect(got.body.size() <= allowed.body, "a body keeps to its limit");
      result.requests.push_back(got.method + ' ' + got.target + ' ' + got.path + ' ' + got.query +
                                '\n' + got.host + '\n' + got.authorization + '\n' +
                                got.content_type + '\n' + got.body);
      parser.restart();
      if (input.empty()) break;
    }
    const bool goes_on = result.end == progress::needs_header ||
                         result.end == progress::needs_body || result.end == progress::complete;
    if (!goes_on || bytes.empty()) break;
  }
  return result;
}

/// Everything that reads text which a client sent gives UTF-8, or refuses.
void read_as_text(std::string_view text) {
  expect(is_utf8(percent_decode(text)), "a decoded path is UTF-8");
  for (const auto& [name, value] : parse_query(text)) {
    expect(is_utf8(name) && is_utf8(value), "a query's fields are UTF-8");
  }
  for (const char* type : {"application/x-www-form-urlencoded", "multipart/form-data; boundary=B",
                           "multipart/form-data; boundary=\"B\\\"; x=y"}) {
    for (const auto& [name, value] : read_form(type, text).fields) {
      expect(is_utf8(name) && is_utf8(value), "a form's fields are UTF-8");
    }
  }
  read_form(text, "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B--");
}

}  // namespace
}  // namespace fz::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = fz::http::read_all(bytes, bytes.size() + 1);
  expect(whole == fz::http::read_all(bytes, 1), "how bytes are cut makes no difference");
  expect(whole == fz::http::read_all(bytes, 7), "how bytes are cut makes no difference");
  fz::http::read_as_text(bytes);
  return 0;
}
