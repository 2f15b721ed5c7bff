#include "core/schema/sqlite/key_parts.hpp"

#include <utility>

namespace fz::sqlite {
namespace {

using kind = text_token::kind;

bool part_ends(const token_reader& in) {
  for (const std::string_view word :
       {"asc", "desc", "nulls first", "nulls last", "autoincrement"}) {
    if (in.next_is(word)) return true;
  }
  return in.at_end() || in.next_is_mark(",") || in.next_is_mark(")");
}

void read_order(token_reader& in, key_part& part) {
  part.descending = in.take("desc");
  in.take("asc");
  if (in.take("nulls first")) part.nulls = "first";
  if (in.take("nulls last")) part.nulls = "last";
}

/// A name alone, quoted in whatever way, is a column; COLLATE at the end is not part of what is
/// indexed.
key_part read_key_part(token_reader& in) {
  key_part part;
  const std::size_t first = in.index();
  if (in.next_is_mark(",") || in.next_is_mark(")")) in.fail_expected("a column or an expression");
  do {  // the first word may be a column named "desc"
    if (in.next_is_mark("(")) {
      in.take_parenthesized();
    } else {
      in.take_any();
    }
  } while (!part_ends(in));
  std::size_t last = in.index();
  while (last - first > 2 && in.token(last - 2).lower == "collate") {
    part.collation = unquoted(in.text(in.token(last - 1)));
    last -= 2;
  }
  part.expression = in.between(first, last);
  const kind what = in.token(first).what;
  const bool is_name = what == kind::word || what == kind::name || what == kind::string;
  if (last - first == 1 && is_name) part.column = unquoted(in.text(in.token(first)));
  if (!part.column.empty()) part.expression.form = compared_name(part.column);
  read_order(in, part);
  return part;
}

}  // namespace

std::vector<key_part> read_key_parts(token_reader& in) {
  std::vector<key_part> parts;
  do {
    parts.push_back(read_key_part(in));
  } while (in.take_mark(","));
  return parts;
}

std::string compared_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  quoted += '"';
  return compared_form(quoted, {kind::name, 0, quoted.size()});
}

}  // namespace fz::sqlite
