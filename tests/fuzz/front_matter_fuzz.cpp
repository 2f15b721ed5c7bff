#include "core/script/front_matter.hpp"
#include "core/script/front_matter_fields.hpp"
#include "core/script/sql_file.hpp"
#include "core/util/error.hpp"
#include "tests/fuzz/expect.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fz {
namespace {

/// What `read` gives, or nothing if it throws the error that there may be.
template <class Read>
auto value_or_error(Read read) -> std::optional<decltype(read())> {
  try {
    return read();
  } catch (const error& refused) {
    expect(refused.kind() == error_kind::script, "a bad file is an error of the script");
    return std::nullopt;
  }
}

bool same(const revision& a, const revision& b) {
  return a.id == b.id && a.down_revisions == b.down_revisions && a.message == b.message &&
         a.branch_labels == b.branch_labels && a.depends_on == b.depends_on &&
         a.create_date == b.create_date && a.line == b.line;
}

bool same(const front_matter_block& a, const front_matter_block& b) {
  return a.first_line == b.first_line && a.begin == b.begin && a.end == b.end && a.after == b.after;
}

/// What the fast reader takes, the TOML parser takes alike.
void check_readers(std::string_view text, const front_matter_block& block) {
  const std::optional<revision> plain = read_plain_front_matter(text, block);
  const auto full = value_or_error([&] { return read_toml_front_matter(text, block, "a.sql"); });
  if (full) expect(!full->id.empty(), "a revision has an id");
  if (plain) expect(full && same(*plain, *full), "both readers agree");
}

/// A file is read piece by piece until the front matter is whole: each piece gives the same block
/// as the whole text, or none yet.
void check_beginnings(std::string_view text, const front_matter_block& block) {
  for (std::size_t size = 1; size < text.size(); size *= 2) {
    const auto found = value_or_error(
        [&] { return find_front_matter(text.substr(0, size), "a.sql", text_extent::beginning); });
    expect(found.has_value(), "the beginning of a good file is good");
    if (*found) expect(same(**found, block), "the front matter is where it was");
  }
}

void check_front_matter(std::string_view text) {
  const auto found =
      value_or_error([&] { return find_front_matter(text, "a.sql", text_extent::whole); });
  if (!found) return;
  expect(found->has_value(), "a whole text has a front matter, or is refused");
  const front_matter_block& block = **found;
  expect(block.begin <= block.end && block.end < block.after && block.after <= text.size(),
         "the block lies in the text");
  const auto before = text.substr(0, block.begin);
  expect(block.first_line ==
             1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')),
         "its line is counted right");
  check_readers(text, block);
  check_beginnings(text, block);
}

void check_sections(std::string_view text) {
  for (const dialect d : {dialect::sqlite, dialect::postgresql}) {
    const auto script = value_or_error([&] { return parse_sql_file(text, "a.sql", d); });
    if (script) expect(script->upgrade.has_value(), "there is an upgrade, or the file is refused");
  }
}

}  // namespace
}  // namespace fz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fz::check_front_matter(text);
  fz::check_sections(text);
  return 0;
}
