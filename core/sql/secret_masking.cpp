#include "core/sql/secret_masking.hpp"

#include "core/sql/password_hash_text.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fz {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::string_view blanks = " \t\r\n";

bool is_word_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool names_a_secret(std::string_view word) {
  constexpr std::array<std::string_view, 5> signs = {"password", "passwd", "passphrase", "secret",
                                                     "token"};
  const std::string lower = to_lower(word);
  if (lower == "password_encryption") return false;  // a setting
  return std::any_of(signs.begin(), signs.end(),
                     [&](std::string_view sign) { return lower.find(sign) != npos; });
}

/// Reads a text from its beginning to its end and writes what may be shown of it.
class masking {
 public:
  explicit masking(std::string_view text) : text_(text) {}

  masked_text run() {
    while (at_ < text_.size()) step();
    return std::move(result_);
  }

 private:
  void step() {
    if (const std::size_t end = end_of_password_hash(text_, at_); end > at_) return mask_to(end);
    if (is_word_part(text_[at_])) return word();
    if (is_quote(at_) && all_literals_) return mask_literal();
    if (text_.substr(at_).starts_with("://")) return url();
    copy_to(at_ + 1);
  }

  void word() {
    std::size_t end = at_;
    while (end < text_.size() && is_word_part(text_[end])) ++end;
    const std::string name = to_lower(text_.substr(at_, end - at_));
    copy_to(end);
    if (names_a_secret(name)) return value_behind(name);
    if (first_word_.empty()) first_word_ = name;
    of_a_role_ = of_a_role_ || name == "role" || name == "user";
  }

  /// What follows a name that is a secret's.
  void value_behind(const std::string& name) {
    const std::size_t next = std::min(text_.find_first_not_of(blanks, at_), text_.size());
    if (next < text_.size() && (text_[next] == ',' || text_[next] == ')')) all_literals_ = true;
    const bool assigned = skip_assignment();
    if (name == "token" && !assigned) return;  // a word of parsers, too
    skip_calls();
    for (const std::string_view prefix : {"E", "e", "N", "n", "U&", "u&"}) {
      if (text_.substr(at_).starts_with(prefix) && is_quote(at_ + prefix.size())) {
        copy_to(at_ + prefix.size());
      }
    }
    if (at_ < text_.size() && is_quote(at_)) return mask_literal();
    const bool for_a_role =
        of_a_role_ && name == "password" && (first_word_ == "create" || first_word_ == "alter");
    const bool bare = for_a_role || (assigned && is_connection_string());
    if (bare && at_ < text_.size() && is_word_part(text_[at_])) mask_bare_word();
  }

  bool skip_assignment() {
    std::size_t next = skip_blanks(at_);
    const std::size_t sign = next;
    while (next < text_.size() &&
           (text_[next] == '=' || text_[next] == ':' || text_[next] == '>')) {
      ++next;
    }
    const bool assigned = next > sign;
    copy_to(skip_blanks(next));
    return assigned;
  }

  /// `crypt(` and the like.
  void skip_calls() {
    std::size_t next = at_;
    while (next < text_.size() && is_word_part(text_[next])) ++next;
    next = skip_blanks(next);
    if (next < text_.size() && text_[next] == '(') copy_to(skip_blanks(next + 1));
  }

  std::size_t skip_blanks(std::size_t from) const {
    return std::min(text_.find_first_not_of(blanks, from), text_.size());
  }

  /// True if `password=` is there as libpq writes it, and not as an expression.
  bool is_connection_string() const { return at_ > 0 && text_[at_ - 1] == '='; }

  bool is_quote(std::size_t at) const {
    return at < text_.size() && (text_[at] == '\'' || text_[at] == '"' || !dollar_tag(at).empty());
  }

  /// `$tag$`, or nothing.
  std::string_view dollar_tag(std::size_t at) const {
    if (text_[at] != '$') return {};
    std::size_t end = at + 1;
    while (end < text_.size() && is_word_part(text_[end])) ++end;
    if (end == text_.size() || text_[end] != '$') return {};
    if (end_of_password_hash(text_, at) > at) return {};
    return text_.substr(at, end + 1 - at);
  }

  /// One literal, and those on further lines: SQL joins them.
  void mask_literal() {
    for (;;) {
      const std::string_view quote = opening();
      const std::size_t begin = at_ + quote.size();
      const std::size_t close = closing(quote, begin);
      keep_secret(text_.substr(begin, close == npos ? npos : close - begin));
      result_.text += "'***'";
      at_ = close == npos ? text_.size() : close + quote.size();
      const std::size_t next = skip_blanks(at_);
      const bool joined = text_.substr(at_, next - at_).find('\n') != npos && is_quote(next);
      if (!joined) return;
      copy_to(next);
    }
  }

  /// The quote that begins here: `$tag$`, one character, or two inside of another literal.
  std::string_view opening() const {
    if (const std::string_view tag = dollar_tag(at_); !tag.empty()) return tag;
    const bool doubled = at_ + 2 < text_.size() && text_[at_ + 1] == text_[at_] &&
                         (is_word_part(text_[at_ + 2]) || text_[at_ + 2] == '$');
    return text_.substr(at_, doubled ? 2 : 1);
  }

  std::size_t closing(std::string_view quote, std::size_t begin) const {
    std::size_t close = text_.find(quote, begin);
    while (quote.size() == 1 && close != npos && goes_on(begin, close, quote[0])) {
      const bool escaped = text_[close - 1] == '\\';
      close = text_.find(quote, close + (escaped ? 1 : 2));
    }
    return close;
  }

  /// True if the quote is doubled or escaped and so part of the literal.
  bool goes_on(std::size_t begin, std::size_t close, char quote) const {
    if (close > begin && text_[close - 1] == '\\') return true;
    return close + 1 < text_.size() && text_[close + 1] == quote;
  }

  void mask_bare_word() {
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n&'\",;)", at_), text_.size());
    const std::string word = to_lower(text_.substr(at_, end - at_));
    if (word != "null" && !names_a_secret(word)) mask_to(end);
  }

  /// `scheme://user:password@host`.
  void url() {
    copy_to(at_ + 3);
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n'\"/?", at_), text_.size());
    const std::string_view authority = text_.substr(at_, end - at_);
    const std::size_t host = authority.rfind('@');
    const std::size_t colon = authority.find(':');
    if (host == npos || colon == npos || colon > host) return;
    copy_to(at_ + colon + 1);
    mask_to(at_ + host - colon - 1);
  }

  void mask_to(std::size_t end) {
    end = std::min(end, text_.size());
    keep_secret(text_.substr(at_, end - at_));
    result_.text += "***";
    at_ = end;
  }

  void keep_secret(std::string_view secret) {
    if (!secret.empty()) result_.secrets.emplace_back(secret);
  }

  void copy_to(std::size_t end) {
    result_.text += text_.substr(at_, end - at_);
    at_ = end;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool all_literals_ = false;
  bool of_a_role_ = false;
  std::string first_word_;
  masked_text result_;
};

bool is_quote(char c) { return c == '\'' || c == '"'; }

}  // namespace

masked_text mask_secrets(std::string_view text) { return masking(text).run(); }

std::string mask_hashes(std::string text) {
  const auto has = [&](auto sign) { return text.find(sign) != npos; };
  if (!has('$') && !has('{') && !has(':') && !has("md5")) return text;
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = end_of_password_hash(text, at);
    if (end > at) {
      result += "***";
      at = end;
    } else {
      result += text[at++];
    }
  }
  return result;
}

std::string without(std::string text, const std::vector<std::string>& secrets) {
  constexpr std::string_view mask = "***";
  for (const std::string& secret : secrets) {
    for (std::size_t at = 0; (at = text.find(secret, at)) != npos;) {
      // A short one may be part of any word: it is one only between quotes.
      const std::size_t end = at + secret.size();
      const bool quoted =
          at > 0 && is_quote(text[at - 1]) && end < text.size() && is_quote(text[end]);
      if (secret.size() < 4 && !quoted) {
        at = end;
        continue;
      }
      text.replace(at, secret.size(), mask);
      at += mask.size();
    }
  }
  return text;
}

}  // namespace fz
