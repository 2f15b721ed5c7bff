#include "core/sql/script_rules.hpp"
#include "core/sql/statement_traits.hpp"
#include "core/util/error.hpp"
#include "tests/fuzz/expect.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fz {
namespace {

/// What must hold for the traits of every text.
void check_traits(const statement_traits& t) {
  const bool has_words =
      t.transaction != transaction_command::none || t.inside != inside_transaction::works;
  expect(!has_words || !t.words.empty(), "what a message is about has words");
  expect(!t.chain || controls_transaction(t), "only what ends a transaction chains");
  expect(t.runs_alone || !t.may_commit_itself, "what may commit runs alone");
  expect(t.runs_alone || t.inside == inside_transaction::works, "and what is refused inside");
  expect(t.session != session_effect::none || !t.makes_temporary_objects,
         "temporary objects belong to the session");
  expect(t.needless.empty() || t.inside == inside_transaction::is_ignored,
         "only what is ignored is needless");
  expect(t.shell_command.empty() || t.words.empty(), "a command of the shell is nothing else");
}

/// The same statement with comments around it, and one that was cut short.
void check_describe(std::string_view text, dialect d) {
  const statement_traits whole = describe(text, d);
  check_traits(whole);
  check_traits(describe(text.substr(0, text.size() / 2), d));
  if (!whole.shell_command.empty()) return;
  const std::string commented = "/* it's */ -- COMMIT\n\t" + std::string(text) + "\n/* c */";
  const bool closed = describe(text, d) == describe(std::string(text) + "\n", d);
  if (closed) expect(describe(commented, d).words == whole.words, "comments change no words");
}

void check_copy(std::string_view text) {
  try {
    refuse_client_copy(statement(std::string(text)));
    expect(!describe(text, dialect::postgresql).client_copy, "COPY through the client is refused");
  } catch (const error& refused) {
    expect(refused.kind() == error_kind::script, "as an error of the script");
  }
  find_psql_variable(text);
}

}  // namespace
}  // namespace fz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const fz::dialect d : {fz::dialect::sqlite, fz::dialect::postgresql}) {
    fz::check_describe(text, d);
  }
  fz::check_copy(text);
  return 0;
}
