#include "core/sql/sql_words.hpp"

#include "core/sql/sql_scanner.hpp"
#include "core/util/text.hpp"

namespace fz {

sql_words::sql_words(std::string_view sql, dialect d) {
  sql_scanner scanner(sql, d, {});
  for (sql_token t = scanner.next(); t.kind != sql_token_kind::end; t = scanner.next()) {
    if (t.kind == sql_token_kind::comment) continue;
    const std::string_view text = scanner.text(t);
    const bool is_word = t.kind == sql_token_kind::word;
    tokens_.push_back({std::string(text), is_word ? to_lower(text) : std::string()});
  }
}

bool sql_words::take(std::string_view keywords) {
  std::size_t at = at_;
  for (const std::string_view keyword : split(keywords, ' ')) {
    if (at == tokens_.size() || tokens_[at].lower != keyword) return false;
    ++at;
  }
  at_ = at;
  return true;
}

bool sql_words::take_through(std::string_view keyword) {
  while (at_ < tokens_.size()) {
    if (tokens_[at_++].lower == keyword) return true;
  }
  return false;
}

void sql_words::pass_over_parentheses() {
  std::size_t depth = 0;
  for (std::size_t at = at_; at < tokens_.size(); ++at) {
    if (tokens_[at].text == "(") ++depth;
    if (depth == 0) return;
    if (tokens_[at].text != ")" || --depth > 0) continue;
    at_ = at + 1;
    return;
  }
}

std::string sql_words::take_name() {
  std::string name;
  while (at_ < tokens_.size()) {
    const token& t = tokens_[at_];
    const bool is_part = !t.lower.empty() || t.text.starts_with('"');
    if (!is_part) break;
    name += t.text;
    ++at_;
    if (at_ == tokens_.size() || tokens_[at_].text != ".") break;
    name += '.';
    ++at_;
  }
  return name;
}

std::string catalog_name(std::string_view written) {
  if (!written.ends_with('"')) return to_lower(written.substr(written.rfind('.') + 1));
  std::string name;
  // From its closing quote back to the opening one; a doubled quote stands for one.
  for (std::size_t i = written.size() - 1; i-- > 0;) {
    if (written[i] == '"') {
      if (i == 0 || written[i - 1] != '"') break;
      --i;
    }
    name.insert(name.begin(), written[i]);
  }
  return name;
}

}  // namespace fz
