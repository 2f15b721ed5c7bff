#include "core/importer/carry_over.hpp"

#include "core/importer/copy_rows.hpp"
#include "core/script/section_marker.hpp"
#include "core/sql/quoting.hpp"
#include "core/sql/script_rules.hpp"
#include "core/sql/sql_scanner.hpp"
#include "core/sql/statement_boundary.hpp"
#include "core/sql/statement_traits.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace fz::importer {
namespace {

using weight = remark::weight;

constexpr auto npos = std::string_view::npos;

/// A part of the text, and what stands in its place.
struct replacement {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text = {};
};

/// Each line as a comment.
std::string as_comment(std::string_view lines) {
  std::string text;
  while (lines.ends_with('\n') || lines.ends_with('\r')) lines.remove_suffix(1);
  for (const std::string_view line : split(lines, '\n')) {
    if (!text.empty()) text += '\n';
    text += "-- " + std::string(line);
  }
  return text;
}

bool begins_name(char c) {
  return c == '_' || c == '\'' || c == '"' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

class section_carrier {
 public:
  section_carrier(const origin_section& from, dialect d,
                  const std::map<std::string, std::string>& values)
      : from_(from), text_(from.text), dialect_(d), values_(values), rules_(d) {
    result_.transactional = from.transactional;
    place_ = from.start;
  }

  carried_section carry() {
    for (std::size_t at = 0; at < text_.size();) at = scan(at);
    decide_transaction();
    result_.text = missing_ + replaced();
    return std::move(result_);
  }

 private:
  struct seen_statement {
    std::size_t begin, end, after;  // after: behind its semicolon
    source_position place;
    statement_traits traits;
  };

  /// Asked for offsets that ascend.
  source_position place_of(std::size_t offset) {
    for (const char c : text_.substr(counted_, offset - counted_)) {
      place_.column = c == '\n' ? 1 : place_.column + 1;
      place_.line += c == '\n' ? 1 : 0;
    }
    counted_ = offset;
    return place_;
  }

  void tell(weight what, const source_position& place, std::string sentence) {
    result_.remarks.push_back({what, {place.file, place.line, place.column}, std::move(sentence)});
  }

  /// Reads from the offset to the end, or to where data of COPY ends, and gives that place.
  std::size_t scan(std::size_t from) {
    sql_scanner scanner(text_.substr(from), dialect_, place_of(from));
    statement_boundary boundary(dialect_);
    bool begun = false;
    std::size_t begin = from;
    std::size_t end = from;
    for (;;) {
      const sql_token token = scanner.next();
      if (token.kind == sql_token_kind::end) break;
      const std::size_t at = from + token.begin;
      if (token.kind == sql_token_kind::comment) {
        see_comment(scanner.text(token), at);
      } else if (token.kind == sql_token_kind::shell_command) {
        see_shell_command(scanner.text(token), at, begun, scanner.position(token.begin));
      } else {
        see_variable(token, scanner, at);
        const bool is_end = boundary.see(token, scanner.text(token));
        if (!is_end) {
          if (!begun) begin = at;
          begun = true;
          end = from + token.end;
        } else if (begun) {
          const std::size_t after = from + token.end;
          const source_position place = scanner.position(begin - from);
          if (const auto data = see_statement({begin, end, after, place, {}}, scanner)) {
            return *data;
          }
          begun = false;
        }
      }
    }
    if (begun) see_statement({begin, end, end, scanner.position(begin - from), {}}, scanner);
    return text_.size();
  }

  void see_comment(std::string_view comment, std::size_t at) {
    const sql_token token{sql_token_kind::comment, 0, 0};
    const bool is_marker = is_section_marker(comment);
    if (!is_marker && rules_.problem(token, comment, false).empty()) return;
    replacements_.push_back({at, at + 2, "-- original:"});
  }

  void see_shell_command(std::string_view command, std::size_t at, bool in_statement,
                         const source_position& place) {
    const sql_token token{sql_token_kind::shell_command, 0, 0};
    std::string problem = rules_.problem(token, command, in_statement);
    if (problem.empty()) return;
    const std::size_t end = at + command.size();
    const bool is_setting = command.starts_with("\\set ON_ERROR_STOP") ||
                            command.starts_with("\\set ON_ERROR_ROLLBACK") ||
                            command.starts_with(".bail on");
    if (is_setting) {
      replacements_.push_back({at, end, as_comment(command)});
      tell(weight::note, place, "The setting of the shell is left out: a step stops at any error.");
      return;
    }
    replacements_.push_back({at, end, "\n" + todo_line(problem) + "\n" + as_comment(command)});
    tell(weight::todo, place, std::move(problem));
  }

  /// psql's :name, :'name' and :"name".
  void see_variable(const sql_token& token, sql_scanner& scanner, std::size_t at) {
    if (dialect_ != dialect::postgresql || !from_.is_shell_script) return;
    if (scanner.text(token) != ":" || at + 1 >= text_.size()) return;
    // After a colon it is a cast, after an operand the end of an array's slice.
    if (at > 0 && (is_name(text_[at - 1]) || std::string_view(":])").find(text_[at - 1]) != npos)) {
      return;
    }
    if (!begins_name(text_[at + 1])) return;
    const char quote = text_[at + 1] == '\'' || text_[at + 1] == '"' ? text_[at + 1] : '\0';
    const std::size_t begin = at + (quote ? 2 : 1);
    std::size_t end = begin;
    while (end < text_.size() && text_[end] != quote && (quote || is_name(text_[end]))) ++end;
    const auto found = values_.find(std::string(text_.substr(begin, end - begin)));
    if (found == values_.end()) {
      const std::string name(text_.substr(at, end + (quote ? 1 : 0) - at));
      std::string sentence = fmt::format("{} is a variable of psql; write its value.", name);
      missing_ += todo_line(sentence) + "\n";
      tell(weight::todo, scanner.position(token.begin), std::move(sentence));
      return;
    }
    std::string value = found->second;
    if (quote == '\'') value = string_literal(value);
    if (quote == '"') value = quote_identifier(value);
    replacements_.push_back({at, end + (quote ? 1 : 0), std::move(value)});
  }

  static bool is_name(char c) {
    return (begins_name(c) && c != '\'' && c != '"') || (c >= '0' && c <= '9');
  }

  /// The offset at which to go on, if data comes next that is not SQL.
  std::optional<std::size_t> see_statement(seen_statement seen, sql_scanner& scanner) {
    const std::string_view sql = text_.substr(seen.begin, seen.end - seen.begin);
    seen.traits = describe(sql, dialect_);
    if (seen.traits.backslash_escapes) {
      scanner.set_backslash_escapes(*seen.traits.backslash_escapes);
    }
    if (seen.traits.client_copy) return take_copy(seen);
    statements_.push_back(std::move(seen));
    return std::nullopt;
  }

  /// What is after the line of the statement, and before the line `\\.` that ends at `end`.
  copied_rows rows_of(const seen_statement& copy, std::size_t end) const {
    const std::size_t line = text_.find('\n', copy.after);
    std::string_view data;
    if (line < end) data = text_.substr(line + 1, end - line - 1);
    const std::size_t last = data.starts_with("\\.") ? 0 : data.rfind("\n\\.");
    if (last != npos) data = data.substr(0, last == 0 ? 0 : last + 1);
    return inserts_of(text_.substr(copy.begin, copy.end - copy.begin), data);
  }

  std::size_t take_copy(const seen_statement& copy) {
    const bool reads = *copy.traits.client_copy == copy_direction::from_client;
    std::size_t end = copy.after;
    if (reads) {
      const std::size_t last = text_.find("\n\\.", end);
      end = last == npos ? text_.size() : std::min(text_.find('\n', last + 1), text_.size());
    }
    std::string sentence = "COPY TO STDOUT gives rows to the client; leave it out.";
    if (reads) {
      copied_rows rows = rows_of(copy, end);
      if (rows.problem.empty()) {
        replacements_.push_back({copy.begin, end, std::move(rows.sql)});
        tell(weight::note, copy.place, "COPY FROM STDIN and its rows became INSERT.");
        return end;
      }
      sentence = std::move(rows.problem);
    }
    replacements_.push_back(
        {copy.begin, end,
         todo_line(sentence) + "\n" + as_comment(text_.substr(copy.begin, end - copy.begin))});
    tell(weight::todo, copy.place, std::move(sentence));
    return end;
  }

  static bool needs_no_transaction(const statement_traits& t) {
    return t.inside != inside_transaction::works && t.needless.empty() && !controls_transaction(t);
  }

  /// Whether the section runs in a transaction, and what becomes of its own BEGIN and COMMIT.
  void decide_transaction() {
    const auto demands = std::find_if(statements_.begin(), statements_.end(),
                                      [](const auto& s) { return needs_no_transaction(s.traits); });
    if (demands != statements_.end() && result_.transactional) {
      result_.transactional = false;
      tell(weight::note, demands->place,
           fmt::format("transaction=off: {} cannot run in a transaction.", demands->traits.words));
    } else if (!result_.transactional && !statements_.empty()) {
      tell(weight::note, from_.start, "transaction=off: the original says so.");
    }
    tell_if_mixed(demands != statements_.end());
    for (const seen_statement& each : statements_) see_boundary(each);
    if (left_out_ > 0) {
      tell(weight::note, from_.start,
           fmt::format("{} left out; the step's own transaction replaces {}.",
                       left_out_ == 1 ? "BEGIN or COMMIT was" : "BEGIN and COMMIT were",
                       left_out_ == 1 ? "it" : "them"));
    }
  }

  void tell_if_mixed(bool demanded) {
    if (result_.transactional || !demanded) return;
    const auto other = std::find_if(statements_.begin(), statements_.end(), [](const auto& s) {
      const statement_traits& t = s.traits;
      return !needs_no_transaction(t) && t.needless.empty() && !controls_transaction(t);
    });
    if (other == statements_.end()) return;
    tell(weight::note, other->place,
         "This statement could run in a transaction, others of the file cannot; each takes effect "
         "by itself. Two revisions would be safer.");
  }

  void see_boundary(const seen_statement& s) {
    const statement_traits& t = s.traits;
    if (!t.needless.empty()) {
      cut(s);
      tell(weight::note, s.place, fmt::format("{} is left out: {}", t.words, t.needless));
      return;
    }
    if (!controls_transaction(t) || !result_.transactional) return;
    const bool is_plain =
        t.transaction == transaction_command::begin || t.transaction == transaction_command::commit;
    cut(s);
    if (is_plain) {
      ++left_out_;
      return;
    }
    std::string sentence = fmt::format(
        "{} ends the transaction in a way that a step cannot; say what is to be kept.", t.words);
    replacements_.back().text =
        todo_line(sentence) + "\n" + as_comment(text_.substr(s.begin, s.after - s.begin));
    tell(weight::todo, s.place, std::move(sentence));
  }

  /// Takes the statement out, and its line if nothing else is in it.
  void cut(const seen_statement& s) {
    std::size_t begin = s.begin;
    std::size_t end = s.after;
    while (begin > 0 && (text_[begin - 1] == ' ' || text_[begin - 1] == '\t')) --begin;
    while (end < text_.size() && (text_[end] == ' ' || text_[end] == '\t' || text_[end] == '\r')) {
      ++end;
    }
    const bool is_alone =
        (begin == 0 || text_[begin - 1] == '\n') && (end == text_.size() || text_[end] == '\n');
    if (!is_alone) {
      replacements_.push_back({s.begin, s.after});
    } else {
      replacements_.push_back({begin, std::min(end + 1, text_.size())});
    }
  }

  std::string replaced() {
    std::stable_sort(replacements_.begin(), replacements_.end(),
                     [](const auto& a, const auto& b) { return a.begin < b.begin; });
    std::string text;
    std::size_t at = 0;
    for (const replacement& each : replacements_) {
      if (each.begin < at) continue;
      text += text_.substr(at, each.begin - at);
      text += each.text;
      at = each.end;
    }
    return text += text_.substr(at);
  }

  const origin_section& from_;
  std::string_view text_;
  dialect dialect_;
  const std::map<std::string, std::string>& values_;
  script_rules rules_;
  carried_section result_;
  std::vector<seen_statement> statements_;
  std::vector<replacement> replacements_;
  std::size_t left_out_ = 0;
  source_position place_;  // of the offset `counted_`
  std::size_t counted_ = 0;
  std::string missing_;  // todo lines for variables without a value
};

}  // namespace

std::string todo_line(std::string_view sentence) {
  std::string line(printable(sentence));
  return "-- fz:todo " + line;
}

carried_section carry_over(const origin_section& from, dialect d,
                           const std::map<std::string, std::string>& values) {
  carried_section carried = section_carrier(from, d, values).carry();
  std::string todos;
  for (const std::string& each : from.todos) todos += todo_line(each) + "\n";
  carried.text = todos + carried.text;
  return carried;
}

}  // namespace fz::importer
