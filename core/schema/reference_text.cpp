#include "core/schema/reference_text.hpp"

#include "core/sql/sql_scanner.hpp"
#include "core/util/text.hpp"

#include <cstddef>
#include <utility>

namespace fz {
namespace {

class reference_reader {
 public:
  reference_reader(std::string_view text, dialect d) : text_(text) {
    sql_scanner scanner(text, d, {});
    for (sql_token t = scanner.next(); t.kind != sql_token_kind::end; t = scanner.next()) {
      tokens_.push_back(t);
    }
  }

  std::optional<reference_text> read() {
    reference_text found;
    found.columns = take_columns();
    if (at_end() || to_lower(text(at_)) != "references") return std::nullopt;
    ++at_;
    found.table = take_name();
    if (!at_end() && text(at_) == ".") {
      ++at_;
      found.schema = std::exchange(found.table, take_name());
    }
    if (!at_end() && text(at_) == "(") found.referenced = take_columns();
    if (!at_end()) found.rest = text_.substr(tokens_[at_].begin);
    return found;
  }

  /// What is in the next parentheses; skips all in front of them.
  std::vector<std::string> take_columns() {
    std::vector<std::string> columns;
    while (!at_end() && text(at_) != "(") ++at_;
    do {
      ++at_;
      columns.push_back(take_column());
    } while (!at_end() && text(at_) == ",");
    ++at_;
    return columns;
  }

 private:
  bool at_end() const { return at_ >= tokens_.size(); }

  std::string_view text(std::size_t i) const {
    return text_.substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin);
  }

  std::string take_name() {
    if (at_end()) return "";
    const std::string_view written = text(at_++);
    if (!written.starts_with('"')) return std::string(written);
    std::string name;
    for (std::size_t i = 1; i + 1 < written.size(); ++i) {
      name += written[i];
      if (written[i] == '"') ++i;
    }
    return name;
  }

  /// A name, what follows it is skipped; "" for an expression.
  std::string take_column() {
    const bool is_call = at_ + 1 < tokens_.size() && text(at_ + 1) == "(";
    std::string name = is_call || (!at_end() && text(at_) == "(") ? "" : take_name();
    std::size_t depth = 0;
    for (; !at_end(); ++at_) {
      const std::string_view t = text(at_);
      if (depth == 0 && (t == "," || t == ")")) break;
      if (t == "(") ++depth;
      if (t == ")") --depth;
    }
    return name;
  }

  std::string_view text_;
  std::vector<sql_token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<reference_text> read_reference(std::string_view text, dialect d) {
  return reference_reader(text, d).read();
}

std::vector<std::string> columns_in(std::string_view text, dialect d) {
  return reference_reader(text, d).take_columns();
}

}  // namespace fz
