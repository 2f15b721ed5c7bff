#include "core/config/dotenv.hpp"

#include "core/util/text.hpp"

#include <algorithm>
#include <optional>

namespace fz {
namespace {

constexpr std::string_view blanks = " \t\r";

bool is_name_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Other programs' variables may have odder names than `${NAME}` can say.
bool is_key_part(char c) { return is_name_part(c) || c == '.' || c == '-'; }

constexpr const char* other_form = "A line of .env is of the form NAME=VALUE.";
constexpr const char* never_closed = "The quote that begins here is never closed.";
constexpr const char* more_after_quote = "Only a comment may follow the closing quote.";

class dotenv_parser {
 public:
  explicit dotenv_parser(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }

  std::vector<dotenv_line> parse() {
    for (;;) {
      skip_blanks();
      if (rest_.empty()) return std::move(lines_);
      if (rest_[0] != '\n' && rest_[0] != '#') parse_line();
      skip_line();
    }
  }

 private:
  void parse_line() {
    const std::string_view line = rest_.substr(0, rest_.find('\n'));
    std::string name = take_name();
    if (name == "export" && !rest_.starts_with('=')) name = take_name();
    if (name.empty() || !rest_.starts_with('=')) {
      list_other_form(name, line);
      return;
    }
    rest_.remove_prefix(1);
    lines_.push_back({.name = std::move(name), .value = {}, .line = line_});
    take_value(lines_.back());
  }

  void take_value(dotenv_line& result) {
    const bool blank_before = !rest_.empty() && blanks.find(rest_[0]) != std::string_view::npos;
    skip_blanks();
    if (rest_.starts_with('\'') || rest_.starts_with('"')) {
      result.literal = rest_[0] == '\'';
      std::optional<std::string> value =
          result.literal ? take_single_quoted() : take_double_quoted();
      if (value) skip_blanks();
      const bool ends = rest_.empty() || rest_[0] == '\n' || rest_[0] == '#';
      result.problem = !value ? never_closed : !ends ? more_after_quote : "";
      if (result.problem.empty()) result.value = std::move(*value);
    } else if (!(blank_before && rest_.starts_with('#'))) {
      result.value = take_plain();
    }
  }

  /// A line may mean the variable that it begins with, or the one before its first '='.
  void list_other_form(const std::string& first, std::string_view line) {
    const std::string_view front = trim(line.substr(0, std::min(line.find('='), line.size())));
    const auto begin = std::find_if_not(front.rbegin(), front.rend(), is_key_part).base();
    const std::string last(begin, front.end());
    if (!first.empty()) lines_.push_back({first, {}, false, other_form, line_});
    if (!last.empty() && last != first) lines_.push_back({last, {}, false, other_form, line_});
  }

  /// The name and the blanks after it.
  std::string take_name() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_key_part);
    std::string name(rest_.begin(), end);
    rest_.remove_prefix(name.size());
    skip_blanks();
    return name;
  }

  /// Up to the end of the line or to a `#` with a blank before it.
  std::string take_plain() {
    std::string_view value = rest_.substr(0, rest_.find('\n'));
    for (std::size_t i = 1; i < value.size(); ++i) {
      if (value[i] == '#' && blanks.find(value[i - 1]) != std::string_view::npos) {
        value = value.substr(0, i);
      }
    }
    return std::string(trim(value));
  }

  std::optional<std::string> take_single_quoted() {
    const std::size_t close = rest_.find('\'', 1);
    if (close == std::string_view::npos) return std::nullopt;
    std::string value(rest_.substr(1, close - 1));
    pass(close + 1);
    return value;
  }

  std::optional<std::string> take_double_quoted() {
    std::string value;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        pass(i + 1);
        return value;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) {
        value += unescape(rest_.substr(++i));
      } else {
        value += rest_[i];
      }
    }
    return std::nullopt;
  }

  /// What a backslash before `text` makes of its first character; an unknown one stays as it is.
  static std::string unescape(std::string_view text) {
    switch (text[0]) {
      case 'n':
        return "\n";
      case 't':
        return "\t";
      case 'r':
        return "\r";
      case '\\':
      case '"':
        return {text[0]};
      case '$':
        return text.starts_with("${") ? "$$" : "$";  // expand() makes `$${` a plain `${`
      default:
        return {'\\', text[0]};
    }
  }

  void pass(std::size_t count) {
    line_ += static_cast<std::size_t>(std::count(rest_.begin(), rest_.begin() + count, '\n'));
    rest_.remove_prefix(count);
  }

  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size()));
  }

  void skip_line() {
    if (!rest_.empty()) pass(std::min(rest_.find('\n'), rest_.size() - 1) + 1);
  }

  std::string_view rest_;
  std::size_t line_ = 1;
  std::vector<dotenv_line> lines_;
};

}  // namespace

std::vector<dotenv_line> parse_dotenv(std::string_view text) { return dotenv_parser(text).parse(); }

bool is_variable_name(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), is_name_part);
}

}  // namespace fz
