#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fz::sqlite {

/// A token of SQL as SQLite's parser sees it: numbers, blobs and operators in one piece.
struct text_token {
  enum class kind {
    word,     ///< a keyword or a name without quotes
    name,     ///< "x", [x] or `x`
    string,   ///< 'x'
    number,   ///< 1, 0x1f, 1.5e-3
    blob,     ///< x'0aff'
    mark,     ///< punctuation and operators
    comment,  ///< only in all_tokens()
  };
  kind what = kind::mark;
  std::size_t begin = 0;  ///< offsets into the text
  std::size_t end = 0;
  std::string lower = {};  ///< a word in lower case; "" for the others
};

/// A piece of SQL: as it is written with runs of blanks and comments made one blank, and in the
/// form that is compared: no needless quotes, keywords and names in lower case.
struct written_sql {
  std::string text;
  std::string form;

  bool operator==(const written_sql& other) const { return form == other.form; }
  bool empty() const { return form.empty(); }
};

/// The tokens of a text with its comments. Throws error(script) for what is never closed.
std::vector<text_token> all_tokens(std::string_view sql);

/// A name without its quotes.
std::string unquoted(std::string_view written);

/// The token in the form that is compared.
std::string compared_form(std::string_view sql, const text_token& token);

/// Reads the tokens of one statement from left to right; comments are skipped. What is
/// expected and does not come throws error(script) with a sentence. The text must outlive it.
class token_reader {
 public:
  explicit token_reader(std::string_view sql);

  std::string_view sql() const { return sql_; }
  std::size_t index() const { return at_; }
  bool at_end() const { return at_ == tokens_.size(); }

  /// Passes over these keywords if they come next, in this order ("not null").
  bool take(std::string_view keywords);
  void expect(std::string_view keywords);
  bool take_mark(std::string_view mark);
  void expect_mark(std::string_view mark);

  bool next_is(std::string_view keywords) const;
  bool next_is_mark(std::string_view mark) const;
  /// A name, a word or a string comes next: what SQLite takes for a name.
  bool next_is_name() const;

  /// The name that comes next, without its quotes.
  std::string take_name();
  /// "a" or "schema.a"; gives the last part.
  std::string take_qualified_name();
  /// One token whatever it is; the end throws.
  const text_token& take_any();
  /// Everything from "(" to its ")", both included.
  written_sql take_parenthesized();
  /// Everything up to a "," or ")" that is not within parentheses.
  void pass_item();

  /// The tokens from `first` up to `last`, an index() each.
  written_sql between(std::size_t first, std::size_t last) const;
  /// Where the token at `index` begins and where the one before it ends, as offsets.
  std::size_t begin_of(std::size_t index) const;
  std::size_t end_before(std::size_t index) const;
  const text_token& token(std::size_t index) const { return tokens_.at(index); }
  std::string_view text(const text_token& t) const { return sql_.substr(t.begin, t.end - t.begin); }

  [[noreturn]] void fail_expected(std::string_view what) const;

 private:
  /// How many tokens these keywords are if they come next, else 0.
  std::size_t matching(std::string_view keywords) const;

  std::string_view sql_;
  std::vector<text_token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace fz::sqlite
