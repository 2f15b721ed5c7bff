#include "core/config/dotenv.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <algorithm>

namespace fz {
namespace {

constexpr std::string_view blanks = " \t\r";

bool is_name_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Other programs' variables may have odder names than `${NAME}` can say.
bool is_key_part(char c) { return is_name_part(c) || c == '.' || c == '-'; }

class dotenv_parser {
 public:
  dotenv_parser(std::string_view text, const std::string& file) : rest_(text), file_(file) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }

  std::vector<dotenv_line> parse() {
    std::vector<dotenv_line> lines;
    for (;;) {
      skip_blanks();
      if (rest_.empty()) return lines;
      if (rest_[0] != '\n' && rest_[0] != '#') lines.push_back(parse_variable());
      skip_line();
    }
  }

 private:
  dotenv_line parse_variable() {
    dotenv_line result{.name = take_name(), .value = {}, .line = line_};
    if (result.name == "export" && !rest_.starts_with('=')) result.name = take_name();
    if (result.name.empty() || !rest_.starts_with('=')) {
      throw bad_line("A line of .env is of the form NAME=VALUE.");
    }
    rest_.remove_prefix(1);
    const bool blank_before = !rest_.empty() && blanks.find(rest_[0]) != std::string_view::npos;
    skip_blanks();
    if (rest_.starts_with('\'') || rest_.starts_with('"')) {
      result.literal = rest_[0] == '\'';
      result.value = result.literal ? take_single_quoted() : take_double_quoted();
      skip_blanks();
      if (!rest_.empty() && rest_[0] != '\n' && rest_[0] != '#') {
        throw bad_line("Only a comment may follow the closing quote.");
      }
    } else if (!(blank_before && rest_.starts_with('#'))) {
      result.value = take_plain();
    }
    return result;
  }

  /// The name and the blanks behind it.
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

  std::string take_single_quoted() {
    const std::size_t close = rest_.find('\'', 1);
    if (close == std::string_view::npos) throw never_closed();
    std::string value(rest_.substr(1, close - 1));
    pass(close + 1);
    return value;
  }

  std::string take_double_quoted() {
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
    throw never_closed();
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

  error bad_line(const std::string& sentence) const {
    return error_at(error_kind::config, {file_, line_}, sentence);
  }

  error never_closed() const { return bad_line("The quote that begins here is never closed."); }

  std::string_view rest_;
  const std::string& file_;
  std::size_t line_ = 1;
};

}  // namespace

std::vector<dotenv_line> parse_dotenv(std::string_view text, const std::string& file) {
  return dotenv_parser(text, file).parse();
}

bool is_variable_name(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), is_name_part);
}

}  // namespace fz
