#include "core/sql/postgresql_calls.hpp"
#include "core/sql/quoting.hpp"
#include "core/sql/traits_of_dialect.hpp"
#include "core/util/text.hpp"

/// DO of PostgreSQL and the block of code after it.
namespace fz {
namespace {

using enum session_effect;

bool contains_ignoring_case(std::string_view text, std::string_view lower) {
  return to_lower(text).find(lower) != std::string::npos;
}

/// The session's part of what `inner` does.
void add_session_part(const statement_traits& inner, statement_traits& t) {
  t.session = stronger(t.session, inner.session);
  t.in_transaction = stronger(t.in_transaction, inner.in_transaction);
  t.sets_search_path = t.sets_search_path || inner.sets_search_path;
  t.sets_role = t.sets_role || inner.sets_role;
  t.makes_temporary_objects = t.makes_temporary_objects || inner.makes_temporary_objects;
  if (inner.setting) t.setting = inner.setting;
}

/// A block of PL/pgSQL, read word by word. What it does after an IF counts as done.
class block_reader {
 public:
  block_reader(std::string_view body, statement_traits& t)
      : words_(body, dialect::postgresql), traits_(t) {}

  void read() {
    bool at_start = true;
    for (; !words_.at_end(); words_.skip()) {
      if (at_start) read_statement();
      read_word();
      at_start = words_.kind() == sql_token_kind::semicolon || opens_statements();
    }
  }

 private:
  bool opens_statements() {
    return words_.is_keyword("begin") || words_.is_keyword("then") || words_.is_keyword("else") ||
           words_.is_keyword("loop");
  }

  /// What SQL can be in a block as it is.
  void read_statement() {
    if (words_.kind() != sql_token_kind::word) return;
    const std::string verb = to_lower(words_.peek());
    const bool is_dynamic = verb == "execute" || verb == "declare";  // others than those of SQL
    statement_traits inner;
    const std::size_t place = words_.place();
    words_.skip();
    if (verb == "create") {
      describe_create(words_, inner);
    } else if (!is_dynamic) {
      describe_session_command(verb, words_, inner);
    }
    words_.go_to(place);
    add_session_part(inner, traits_);
  }

  void read_word() {
    calls_.see(words_, unknown_calls::counted, traits_);
    if (words_.is_keyword("execute")) {
      traits_.session = stronger(traits_.session, possible);
      traits_.in_transaction = stronger(traits_.in_transaction, possible);
    }
    const bool commits = (words_.is_keyword("commit") && !after_on_) ||
                         words_.is_keyword("rollback") || words_.is_keyword("call");
    traits_.may_commit_itself = traits_.may_commit_itself || commits;
    after_on_ = words_.is_keyword("on");
  }

  sql_words words_;
  statement_traits& traits_;
  call_finder calls_;
  bool after_on_ = false;  // ON COMMIT DROP
};

/// The text between the quotes of a string of any kind.
std::string body_of(std::string_view quoted) {
  if (quoted.starts_with('$')) {
    const std::size_t tag = quoted.find('$', 1) + 1;
    return std::string(quoted.substr(tag, quoted.size() - 2 * tag));
  }
  std::string body;
  for (std::size_t i = quoted.find('\'') + 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] == '\'') ++i;
    body += quoted[i];
  }
  return body;
}

void describe_block_of_another_language(std::string_view body, statement_traits& t) {
  t.session = t.in_transaction = possible;
  t.may_commit_itself = contains_ignoring_case(body, "commit") ||
                        contains_ignoring_case(body, "rollback") ||
                        contains_ignoring_case(body, "call");
}

}  // namespace

void describe_do(sql_words& words, statement_traits& t) {
  std::string body;
  std::string language = "plpgsql";
  for (; !words.at_end(); words.skip()) {
    if (words.take("language")) language = catalog_name(words.peek());
    if (words.kind() == sql_token_kind::quoted) body = body_of(words.peek());
  }
  if (language == "plpgsql") {
    block_reader(body, t).read();
  } else {
    describe_block_of_another_language(body, t);
  }
  t.sets_search_path = t.sets_search_path || contains_ignoring_case(body, "search_path");
  t.makes_temporary_objects =
      t.makes_temporary_objects || (t.session == possible && contains_ignoring_case(body, "temp"));
  t.forgets_prepared_statements =
      contains_ignoring_case(body, "deallocate") || contains_ignoring_case(body, "discard");
}

}  // namespace fz
