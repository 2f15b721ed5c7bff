#include "core/revision/identifier.hpp"
#include "core/revision/name.hpp"
#include "core/util/error.hpp"
#include "tests/fuzz/expect.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fz {
namespace {

bool is_name(std::string_view text) {
  try {
    check_name(name_kind::revision_id, text);
    return true;
  } catch (const error& refused) {
    expect(refused.kind() == error_kind::revision, "a bad name is an error of the revision");
    return false;
  }
}

std::string written(const identifier& id) {
  std::string text = id.branch.empty() ? "" : id.branch + "@";
  text += id.symbol;
  if (id.steps) text += (*id.steps < 0 ? "" : "+") + std::to_string(*id.steps);
  return text;
}

bool same(const identifier& a, const identifier& b) {
  return a.branch == b.branch && a.symbol == b.symbol && a.steps == b.steps;
}

/// The parts, written down again, are taken apart to the same parts.
void check_identifier(std::string_view text) {
  const identifier id = parse_identifier(text);
  expect(id.text == text, "an identifier keeps its text");
  expect(!is_range(text), "an identifier is no range");
  expect(id.steps || !id.symbol.empty(), "an identifier has a symbol or steps");
  expect(same(parse_identifier(written(id)), id), "parse, write, parse: the same");
  for (const char sign : {'+', '-', '@', ':'}) {
    expect(id.symbol.find(sign) == id.symbol.npos, "a symbol has no sign in it");
  }
}

void check_range(std::string_view text) {
  const identifier_range range = parse_range(text);
  const auto colon = text.find(':');
  expect(colon != text.npos, "a range has a colon");
  expect((range.lower ? range.lower->text : "") == text.substr(0, colon), "the lower side");
  expect((range.upper ? range.upper->text : "") == text.substr(colon + 1), "the upper side");
}

void check(std::string_view text, void (*read)(std::string_view)) {
  try {
    read(text);
  } catch (const error& refused) {
    expect(refused.kind() == error_kind::usage, "a bad identifier is wrong usage");
    expect(std::string_view(refused.what()).size() < 2500, "a refusal is for a person to read");
  }
}

}  // namespace
}  // namespace fz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fz::check(text, fz::check_identifier);
  fz::check(text, fz::check_range);
  if (fz::is_name(text) && size <= 500) {
    expect(fz::parse_identifier(text).symbol == text, "what may be a name stands for itself");
  }
  return 0;
}
