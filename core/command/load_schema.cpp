#include "core/command/load_schema.hpp"

#include "core/async/offload.hpp"
#include "core/command/reflect_schema.hpp"
#include "core/database/database_error.hpp"
#include "core/sql/statement_source.hpp"
#include "core/sql/statement_traits.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <utility>

namespace fz::command {
namespace {

/// Up to this size texts are better loaded one after the other than each into a database of its
/// own.
constexpr std::size_t largest_loaded_in_turn = 64 * 1024;

bool fit_in_transaction(const std::vector<statement>& statements, dialect d) {
  return std::all_of(statements.begin(), statements.end(), [d](const statement& each) {
    const statement_traits traits = describe(each.sql, d);
    return !controls_transaction(traits) && traits.inside == inside_transaction::works;
  });
}

/// True for what a server refuses only because all is one transaction: a new value of an enum.
bool needs_own_transactions(const std::exception_ptr& failure) {
  const auto found = find_database_error(failure);
  return found && found->what_happened().sqlstate == "55P04";
}

/// What is loaded, in one hop.
struct loaded_script {
  script_ptr statements;
  bool fits_in_transaction = false;
  bool is_small = false;
};

loaded_script script_to_load(const std::vector<schema_text>& texts, dialect d) {
  std::vector<statement> statements = statements_of(texts, d);
  loaded_script made;
  made.fits_in_transaction = fit_in_transaction(statements, d);
  std::size_t size = 0;
  for (const schema_text& each : texts) size += each.sql.size();
  made.is_small = size <= largest_loaded_in_turn;
  made.statements = script_of(std::move(statements));
  return made;
}

task<> execute(connection& into, script_ptr statements, batch::mode how) {
  batch all;
  all.how = how;
  all.script = std::move(statements);
  co_await into.execute(std::move(all));
}

/// In one transaction, where that is possible.
task<> load_script(connection& into, loaded_script script) {
  if (script.fits_in_transaction) {
    outcome<void> loaded;
    co_await loaded.capture(execute(into, script.statements, batch::mode::transaction));
    if (!needs_own_transactions(loaded.failure())) {
      loaded.take();
      co_return;
    }
    co_await into.restore_session();  // what it prepared and locked was not rolled back
  }
  co_await execute(into, std::move(script.statements), batch::mode::in_current_transaction);
}

}  // namespace

task<database_schema> load_schema(const context& ctx, scratch_server& scratch,
                                  std::vector<schema_text> texts) {
  const dialect d = scratch.dialect();
  auto split = [&texts, d] { return script_to_load(texts, d); };
  const loaded_script script = co_await offload(ctx.pool, split);
  if (d == dialect::postgresql && script.is_small && script.fits_in_transaction) {
    std::function<task<database_schema>(connection&)> in_turn =
        [&ctx, &script](connection& into) -> task<database_schema> {
      co_await execute(into, script.statements, batch::mode::in_current_transaction);
      co_return co_await reflect_schema(ctx.config, into, reflections::repeated);
    };
    outcome<database_schema> read;
    co_await read.capture(scratch.with_transaction(std::move(in_turn)));
    if (!needs_own_transactions(read.failure())) co_return read.take();
  }
  std::function<task<database_schema>(database&)> alone =
      [&ctx, &script](database& on) -> task<database_schema> {
    const pooled_connection connection = co_await on.connect(access::change);
    co_await load_script(*connection, script);
    co_return co_await reflect_schema(ctx.config, *connection, reflections::repeated);
  };
  co_return co_await scratch.with_database(std::move(alone));
}

}  // namespace fz::command
