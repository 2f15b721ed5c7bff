#include "core/http/json_parser.hpp"

#include "core/http/json_number.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace fz::http {
namespace {

constexpr std::size_t deepest = 900;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct syntax_problem {
  std::string_view text;
  std::size_t at;  // in bytes
};

/// A document that Python's json cannot hold.
struct refused_document {};

bool is_surrogate(std::string_view text) {
  return text.size() >= 3 && text[0] == '\xED' && (text[1] & 0xE0) == 0xA0 &&
         (text[2] & 0xC0) == 0x80;
}

/// UTF-8 in which surrogates may stand, as Python's "surrogatepass" takes them.
bool is_decodable(std::string_view text) {
  for (;;) {
    text.remove_prefix(utf8_prefix(text));
    if (text.empty()) return true;
    if (!is_surrogate(text)) return false;
    text.remove_prefix(3);
  }
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Appends a code point as UTF-8, a surrogate too.
void append_code_point(std::string& to, char32_t c) {
  if (c < 0x80) {
    to += static_cast<char>(c);
  } else if (c < 0x800) {
    to += static_cast<char>(0xC0 | (c >> 6));
    to += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    to += static_cast<char>(0xE0 | (c >> 12));
    to += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    to += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    to += static_cast<char>(0xF0 | (c >> 18));
    to += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    to += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    to += static_cast<char>(0x80 | (c & 0x3F));
  }
}

char simple_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

class parser {
 public:
  explicit parser(std::string_view text) : text_(text) {}

  json_value parse_document() {
    skip_blanks();
    json_value value = parse_value(0);
    skip_blanks();
    if (at_ != text_.size()) throw syntax_problem{"Extra data", at_};
    return value;
  }

 private:
  bool at_end() const { return at_ == text_.size(); }
  bool sees(char c) const { return !at_end() && text_[at_] == c; }

  void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size()); }

  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  json_value parse_value(std::size_t depth) {
    if (depth > deepest) throw refused_document{};
    if (sees('"')) return {parse_string()};
    if (sees('{')) return {parse_object(depth)};
    if (sees('[')) return {parse_array(depth)};
    if (take("null")) return {json_value::null_t{}};
    if (take("true")) return {true};
    if (take("false")) return {false};
    if (take("NaN") || take("Infinity") || take("-Infinity")) return {json_value::number{}};
    return {parse_number()};
  }

  json_value::number parse_number() {
    const std::size_t length = json_number_length(text_.substr(at_));
    if (length == 0) throw syntax_problem{"Expecting value", at_};
    const auto number = read_json_number(text_.substr(at_, length));
    if (!number) throw refused_document{};
    at_ += length;
    return *number;
  }

  /// Skips the comma or the closing bracket after an element; true at the end.
  bool ends(char closing, std::string_view trailing_comma) {
    skip_blanks();
    if (sees(closing)) {
      ++at_;
      return true;
    }
    if (!sees(',')) throw syntax_problem{"Expecting ',' delimiter", at_};
    const std::size_t comma = at_++;
    skip_blanks();
    if (sees(closing)) throw syntax_problem{trailing_comma, comma};
    return false;
  }

  json_value::array parse_array(std::size_t depth) {
    json_value::array values;
    ++at_;
    skip_blanks();
    if (take("]")) return values;
    do {
      values.push_back(parse_value(depth + 1));
    } while (!ends(']', "Illegal trailing comma before end of array"));
    return values;
  }

  json_value::object parse_object(std::size_t depth) {
    json_value::object members;
    ++at_;
    skip_blanks();
    if (take("}")) return members;
    do {
      if (!sees('"')) {
        throw syntax_problem{"Expecting property name enclosed in double quotes", at_};
      }
      std::string name = parse_string();
      skip_blanks();
      if (!take(":")) throw syntax_problem{"Expecting ':' delimiter", at_};
      skip_blanks();
      members.push_back({std::move(name), parse_value(depth + 1)});
    } while (!ends('}', "Illegal trailing comma before end of object"));
    keep_last_of_each(members);
    return members;
  }

  /// As in Python's dict: a name keeps its first place and its last value.
  static void keep_last_of_each(json_value::object& members) {
    std::vector<json_member*> by_name;
    for (json_member& each : members) by_name.push_back(&each);
    std::stable_sort(by_name.begin(), by_name.end(),
                     [](const json_member* a, const json_member* b) { return a->name < b->name; });
    std::vector<const json_member*> superfluous;
    for (auto group = by_name.begin(); group != by_name.end();) {
      const auto next = std::find_if(group, by_name.end(), [&](const json_member* each) {
        return each->name != (*group)->name;
      });
      if (next - group > 1) (*group)->value = std::move((*(next - 1))->value);
      superfluous.insert(superfluous.end(), group + 1, next);
      group = next;
    }
    if (superfluous.empty()) return;
    std::sort(superfluous.begin(), superfluous.end());
    json_value::object kept;
    for (json_member& each : members) {
      if (!std::binary_search(superfluous.begin(), superfluous.end(), &each)) {
        kept.push_back(std::move(each));
      }
    }
    members = std::move(kept);
  }

  std::string parse_string() {
    const std::size_t begin = at_++;
    std::string result;
    for (;;) {
      const std::size_t plain = at_;
      while (!at_end() && text_[at_] != '"' && text_[at_] != '\\') {
        if (static_cast<unsigned char>(text_[at_]) < 0x20) {
          throw syntax_problem{"Invalid control character at", at_};
        }
        ++at_;
      }
      result += text_.substr(plain, at_ - plain);
      if (at_end()) throw syntax_problem{"Unterminated string starting at", begin};
      if (text_[at_++] == '"') return result;
      if (at_end()) throw syntax_problem{"Unterminated string starting at", begin};
      append_escape(result);
    }
  }

  /// Reads what follows a backslash.
  void append_escape(std::string& to) {
    const char kind = text_[at_];
    if (kind != 'u') {
      const char c = simple_escape(kind);
      if (c == 0) throw syntax_problem{"Invalid \\escape", at_ - 1};
      to += c;
      ++at_;
      return;
    }
    char32_t c = parse_hex(at_);
    at_ += 5;
    // Python looks for the second half only if more text follows it.
    if (c >= 0xD800 && c <= 0xDBFF && at_ + 6 < text_.size() && text_[at_] == '\\' &&
        text_[at_ + 1] == 'u') {
      const char32_t low = parse_hex(at_ + 1);
      if (low >= 0xDC00 && low <= 0xDFFF) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        at_ += 6;
      }
    }
    append_code_point(to, c);
  }

  /// The four digits after the `u` at `u`.
  char32_t parse_hex(std::size_t u) const {
    constexpr std::string_view problem = "Invalid \\uXXXX escape";
    if (u + 5 >= text_.size()) throw syntax_problem{problem, u};
    char32_t result = 0;
    for (std::size_t i = u + 1; i < u + 5; ++i) {
      const std::size_t digit =
          std::string_view("0123456789abcdef").find(to_lower(text_.substr(i, 1)));
      if (digit == std::string_view::npos) throw syntax_problem{problem, u};
      result = result * 16 + static_cast<char32_t>(digit);
    }
    return result;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

parsed_json parse_json(std::string_view bytes) {
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  if (!is_decodable(bytes)) return {};
  try {
    return {parser(bytes).parse_document(), {}, 0};
  } catch (const syntax_problem& problem) {
    return {std::nullopt, problem.text, count_characters(bytes.substr(0, problem.at))};
  } catch (const refused_document&) {
    return {};
  }
}

}  // namespace fz::http
