#include "core/http/json_parser.hpp"
#include "core/util/text.hpp"
#include "tests/fuzz/expect.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fz::http;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const parsed_json parsed = parse_json(bytes);
  if (!parsed.value) {
    expect(parsed.offset <= bytes.size(), "a mistake is in the text");
    return 0;
  }
  const std::string written = to_json(*parsed.value);
  expect(fz::is_utf8(written), "what is written is UTF-8");
  const parsed_json again = parse_json(written);
  expect(again.value.has_value(), "what is written can be read");
  // Names that differ in halves of surrogate pairs alone are one name once they are written.
  const std::string settled = to_json(*again.value);
  const parsed_json third = parse_json(settled);
  expect(third.value && to_json(*third.value) == settled, "and is then written in the same way");
  return 0;
}
