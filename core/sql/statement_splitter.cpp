#include "core/sql/statement_splitter.hpp"

#include "core/sql/script_rules.hpp"
#include "core/sql/sql_scanner.hpp"
#include "core/sql/statement_boundary.hpp"

#include <string>

namespace fz {
namespace {

class splitter {
 public:
  splitter(std::string_view sql, dialect d, const source_position& start)
      : sql_(sql), scanner_(sql, d, start), boundary_(d), rules_(d) {}

  std::vector<statement> run() {
    for (;;) {
      const sql_token token = scanner_.next();
      if (token.kind == sql_token_kind::end) break;
      see(token);
    }
    check_closed();
    finish_statement();
    return std::move(statements_);
  }

 private:
  void see(const sql_token& token) {
    const std::string_view text = scanner_.text(token);
    const std::string problem = rules_.problem(token, text, begin_ < end_);
    if (!problem.empty()) {
      throw error_at(error_kind::script, scanner_.position(token.begin), problem);
    }
    if (token.kind == sql_token_kind::comment || token.kind == sql_token_kind::shell_command)
      return;
    if (boundary_.see(token, text)) {
      finish_statement();
      begin_ = end_ = token.end;
      return;
    }
    if (begin_ == end_) begin_ = token.begin;
    end_ = token.end;
  }

  void check_closed() {
    if (begin_ == end_ || !boundary_.is_open()) return;
    throw error_at(error_kind::script, scanner_.position(begin_),
                   "The trigger that begins here is never closed: it ends with 'END;' after the "
                   "semicolon of its last statement.");
  }

  void finish_statement() {
    if (begin_ == end_) return;
    statements_.emplace_back(std::string(sql_.substr(begin_, end_ - begin_)));
    statement& added = statements_.back();
    added.position = scanner_.position(begin_);
    rules_.follow(added.sql, begin_,
                  scanner_);  // at once: it may say how what comes next is to be read
  }

  std::string_view sql_;
  sql_scanner scanner_;
  statement_boundary boundary_;
  script_rules rules_;
  std::vector<statement> statements_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;  // behind the last real character; begin_ == end_: no statement yet
};

}  // namespace

std::vector<statement> split_statements(std::string_view sql, dialect dialect,
                                        const source_position& start) {
  return splitter(sql, dialect, start).run();
}

}  // namespace fz
