#include "core/schema/sqlite/token_reader.hpp"

#include "core/sql/sql_scanner.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace fz::sqlite {
namespace {

using kind = text_token::kind;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Joins the scanner's small tokens into those of SQLite's parser.
class joined_tokens {
 public:
  explicit joined_tokens(std::string_view sql) : sql_(sql) {
    sql_scanner scanner(sql, dialect::sqlite, {});
    for (sql_token t = scanner.next(); t.kind != sql_token_kind::end; t = scanner.next()) {
      small_.push_back(t);
    }
  }

  std::vector<text_token> join() {
    std::vector<text_token> joined;
    joined.reserve(small_.size());
    while (at_ < small_.size()) joined.push_back(next());
    return joined;
  }

 private:
  text_token next() {
    const sql_token& t = small_[at_];
    const char first = sql_[t.begin];
    if (t.kind == sql_token_kind::comment) return take(kind::comment);
    if (t.kind == sql_token_kind::quoted) return take(first == '\'' ? kind::string : kind::name);
    if (t.kind == sql_token_kind::word) return is_blob() ? take(kind::blob, 2) : take(kind::word);
    if (is_digit(first) || (first == '.' && digits_follow(1))) return take(kind::number, number());
    return take(kind::mark, operator_length());
  }

  text_token take(kind what, std::size_t count = 1) {
    text_token t{what, small_[at_].begin, small_[at_ + count - 1].end};
    if (what == kind::word) t.lower = to_lower(sql_.substr(t.begin, t.end - t.begin));
    at_ += count;
    return t;
  }

  /// The first character of the token `ahead`, if only tokens without a gap lie between; else 0.
  char adjacent(std::size_t ahead) const {
    const std::size_t i = at_ + ahead;
    if (i >= small_.size() || small_[i - 1].end != small_[i].begin) return '\0';
    return sql_[small_[i].begin];
  }

  bool digits_follow(std::size_t ahead) const { return is_digit(adjacent(ahead)); }

  bool is_blob() const {
    const sql_token& t = small_[at_];
    return t.end - t.begin == 1 && (sql_[t.begin] | 0x20) == 'x' && adjacent(1) == '\'';
  }

  /// How many small tokens make up the number that begins here.
  std::size_t number() const {
    std::size_t count = 1;
    if (sql_[small_[at_].begin] == '.') {
      ++count;
    } else if (adjacent(1) == '.') {
      ++count;
      if (digits_follow(2)) ++count;
      if (adjacent(count) == 'e' || adjacent(count) == 'E') ++count;
    }
    const std::string_view so_far =
        sql_.substr(small_[at_].begin, small_[at_ + count - 1].end - small_[at_].begin);
    const bool exponent = (so_far.ends_with('e') || so_far.ends_with('E')) &&
                          !so_far.starts_with("0x") && !so_far.starts_with("0X");
    const char sign = adjacent(count);
    if (exponent && (sign == '+' || sign == '-') && digits_follow(count + 1)) count += 2;
    return count;
  }

  std::size_t operator_length() const {
    const std::string_view rest = sql_.substr(small_[at_].begin);
    static constexpr std::array<std::string_view, 10> operators = {"->>", "->", "<=", ">=", "<>",
                                                                   "<<",  ">>", "!=", "==", "||"};
    for (const std::string_view o : operators) {
      if (rest.starts_with(o)) return o.size();
    }
    return 1;
  }

  std::string_view sql_;
  std::vector<sql_token> small_;
  std::size_t at_ = 0;
};

/// The words that never are names without quotes, and those that would mean something else.
constexpr std::string_view reserved[] = {
    "add",        "all",           "alter",        "and",
    "as",         "autoincrement", "between",      "case",
    "check",      "collate",       "commit",       "constraint",
    "create",     "current_date",  "current_time", "current_timestamp",
    "default",    "deferrable",    "delete",       "distinct",
    "drop",       "else",          "escape",       "except",
    "exists",     "false",         "foreign",      "from",
    "group",      "having",        "in",           "index",
    "insert",     "intersect",     "into",         "is",
    "isnull",     "join",          "limit",        "not",
    "nothing",    "notnull",       "null",         "on",
    "or",         "order",         "primary",      "raise",
    "references", "returning",     "select",       "set",
    "table",      "then",          "to",           "transaction",
    "true",       "union",         "unique",       "update",
    "using",      "values",        "when",         "where",
    "window",     "with"};

bool is_reserved(std::string_view lower) {
  return std::find(std::begin(reserved), std::end(reserved), lower) != std::end(reserved);
}

bool is_plain(std::string_view lower) {
  if (lower.empty() || is_digit(lower.front()) || lower.front() == '$') return false;
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' || c == '$' || (c & 0x80) != 0;
  };
  return std::all_of(lower.begin(), lower.end(), is_part) && !is_reserved(lower);
}

/// Whether a blank is put between two tokens, however they were written.
bool apart(std::string_view sql, const text_token& before, const text_token& after) {
  const std::string_view next = sql.substr(after.begin, after.end - after.begin);
  if (next == "," || next == ")" || next == ".") return false;
  if (before.what == kind::mark && (sql[before.begin] == '(' || sql[before.begin] == '.')) {
    return false;
  }
  const bool callable = before.what == kind::name || before.what == kind::word;
  return next != "(" || !callable || is_reserved(before.lower);
}

std::string without_doubled(std::string_view inner, char quote) {
  std::string name;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    name += inner[i];
    if (inner[i] == quote) ++i;
  }
  return name;
}

std::string name_form(std::string_view name) {
  const std::string lower = to_lower(name);
  return is_plain(lower) ? lower : fmt::format("\"{}\"", lower);
}

}  // namespace

std::vector<text_token> all_tokens(std::string_view sql) { return joined_tokens(sql).join(); }

std::string unquoted(std::string_view written) {
  if (written.size() < 2) return std::string(written);
  const char quote = written.front();
  const std::string_view inner = written.substr(1, written.size() - 2);
  if (quote == '[') return std::string(inner);
  if (quote == '"' || quote == '`' || quote == '\'') return without_doubled(inner, quote);
  return std::string(written);
}

std::string compared_form(std::string_view sql, const text_token& token) {
  const std::string_view text = sql.substr(token.begin, token.end - token.begin);
  switch (token.what) {
    case kind::word:
      return token.lower;
    case kind::name:
      return name_form(unquoted(text));
    case kind::number:
    case kind::blob:
      return to_lower(text);
    default:
      return std::string(text);
  }
}

token_reader::token_reader(std::string_view sql) : sql_(sql), tokens_(all_tokens(sql)) {
  std::erase_if(tokens_, [](const text_token& t) { return t.what == kind::comment; });
}

std::size_t token_reader::matching(std::string_view keywords) const {
  std::size_t at = at_;
  for (std::string_view rest = keywords; !rest.empty(); ++at) {
    const std::string_view keyword = rest.substr(0, rest.find(' '));
    if (at == tokens_.size() || tokens_[at].lower != keyword) return 0;
    rest.remove_prefix(std::min(keyword.size() + 1, rest.size()));
  }
  return at - at_;
}

bool token_reader::next_is(std::string_view keywords) const { return matching(keywords) > 0; }

bool token_reader::next_is_mark(std::string_view mark) const {
  return !at_end() && tokens_[at_].what == kind::mark && text(tokens_[at_]) == mark;
}

bool token_reader::next_is_name() const {
  if (at_end()) return false;
  const kind what = tokens_[at_].what;
  return what == kind::word || what == kind::name || what == kind::string;
}

bool token_reader::take(std::string_view keywords) {
  const std::size_t count = matching(keywords);
  at_ += count;
  return count > 0;
}

bool token_reader::take_mark(std::string_view mark) {
  if (!next_is_mark(mark)) return false;
  ++at_;
  return true;
}

void token_reader::expect(std::string_view keywords) {
  if (!take(keywords)) fail_expected(fmt::format("'{}'", keywords));
}

void token_reader::expect_mark(std::string_view mark) {
  if (!take_mark(mark)) fail_expected(fmt::format("'{}'", mark));
}

std::string token_reader::take_name() {
  if (!next_is_name()) fail_expected("a name");
  return unquoted(text(tokens_[at_++]));
}

std::string token_reader::take_qualified_name() {
  std::string name = take_name();
  if (take_mark(".")) name = take_name();
  return name;
}

const text_token& token_reader::take_any() {
  if (at_end()) fail_expected("more");
  return tokens_[at_++];
}

written_sql token_reader::take_parenthesized() {
  const std::size_t first = at_;
  expect_mark("(");
  for (std::size_t depth = 1; depth > 0;) {
    const std::string_view t = text(take_any());
    if (t == "(") ++depth;
    if (t == ")") --depth;
  }
  return between(first, at_);
}

void token_reader::pass_item() {
  while (!at_end() && !next_is_mark(",") && !next_is_mark(")")) {
    if (next_is_mark("(")) {
      take_parenthesized();
    } else {
      ++at_;
    }
  }
}

written_sql token_reader::between(std::size_t first, std::size_t last) const {
  written_sql piece;
  for (std::size_t i = first; i < last; ++i) {
    const text_token& t = tokens_[i];
    if (i > first && t.begin > tokens_[i - 1].end) piece.text += ' ';
    if (i > first && apart(sql_, tokens_[i - 1], t)) piece.form += ' ';
    piece.text += text(t);
    piece.form += compared_form(sql_, t);
  }
  return piece;
}

std::size_t token_reader::begin_of(std::size_t index) const {
  return index < tokens_.size() ? tokens_[index].begin : sql_.size();
}

std::size_t token_reader::end_before(std::size_t index) const {
  return index == 0 ? 0 : tokens_[index - 1].end;
}

void token_reader::fail_expected(std::string_view what) const {
  if (at_end()) {
    throw error(error_kind::script, fmt::format("{} was expected at the end of the text.", what));
  }
  throw error(error_kind::script, fmt::format("{} was expected before {} (byte {}).", what,
                                              quote(text(tokens_[at_])), tokens_[at_].begin + 1));
}

}  // namespace fz::sqlite
