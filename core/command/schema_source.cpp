#include "core/command/schema_source.hpp"

#include "core/async/offload.hpp"
#include "core/database/postgresql/reflection/reflect.hpp"
#include "core/database/postgresql/scratch.hpp"
#include "core/database/sqlite/reflection/read_catalog.hpp"
#include "core/sql/statement_source.hpp"
#include "core/sql/statement_splitter.hpp"
#include "core/sql/statement_traits.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz::command {
namespace {

namespace fs = std::filesystem;

/// A file of SQL and where it came from.
struct sql_text {
  std::string name;
  std::string sql;
};

std::vector<sql_text> read_texts(const schema_source& source) {
  std::vector<fs::path> paths;
  if (source.what == schema_source::kind::folder) {
    for (const auto& entry : fs::directory_iterator(source.path)) {
      if (entry.path().extension() == ".sql") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
  } else {
    paths.push_back(source.path);
  }
  std::vector<sql_text> texts;
  for (const fs::path& path : paths) texts.push_back({path.string(), read_file(path)});
  return texts;
}

/// The lines \restrict and \unrestrict that pg_dump writes for psql become blank.
std::string without_restrict_lines(std::string sql) {
  for (const std::string_view word : {"\\restrict ", "\\unrestrict "}) {
    for (std::size_t at = sql.find(word); at != std::string::npos; at = sql.find(word, at)) {
      const bool begins_line = at == 0 || sql[at - 1] == '\n';
      const std::size_t end = std::min(sql.find('\n', at), sql.size());
      if (begins_line)
        std::fill(sql.begin() + static_cast<std::ptrdiff_t>(at),
                  sql.begin() + static_cast<std::ptrdiff_t>(end), ' ');
      at = end;
    }
  }
  return sql;
}

std::vector<statement> statements_of(const std::vector<sql_text>& texts, dialect d) {
  std::vector<statement> all;
  for (const sql_text& text : texts) {
    const source_position start{text.name, 1, 1};
    for (statement& each : split_statements(without_restrict_lines(text.sql), d, start)) {
      if (each.sql.starts_with("\\")) {
        throw error_at(error_kind::script, each.position,
                       "This is a psql command, not SQL: only SQL can be loaded.");
      }
      all.push_back(std::move(each));
    }
  }
  return all;
}

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

/// One hop and one transaction, where that is possible.
task<> load(connection& into, std::vector<statement> statements) {
  batch all;
  all.how = batch::mode::in_current_transaction;
  const bool together = fit_in_transaction(statements, into.dialect());
  all.script = script_of(std::move(statements));
  if (together) {
    batch in_one = all;
    in_one.how = batch::mode::transaction;
    outcome<batch_result> loaded;
    co_await loaded.capture(into.execute(std::move(in_one)));
    if (!needs_own_transactions(loaded.failure())) {
      loaded.take();
      co_return;
    }
  }
  co_await into.execute(std::move(all));
}

/// The tables that fz keeps for itself beside the version table.
std::vector<std::string> own_tables(const context& ctx) {
  const alembic_config& config = ctx.config.alembic;
  std::vector<std::string> tables = {config.version_table, config.version_table + "_journal",
                                     config.version_table + "_lock"};
  if (!config.audit_table.empty()) tables.push_back(config.audit_table);
  return tables;
}

task<database_schema> reflect(const context& ctx, connection& from) {
  if (from.dialect() == dialect::sqlite) {
    co_return co_await sqlite::reflect(from, own_tables(ctx));
  }
  std::vector<postgresql::table_name> left_out;
  for (const std::string& table : own_tables(ctx)) {
    left_out.push_back({ctx.config.alembic.version_table_schema, table});
  }
  co_return co_await postgresql::reflect(from, std::move(left_out));
}

task<database_schema> open_and_reflect(const context& ctx, database_url url) {
  const auto engine = open_engine(url, access::look, ctx.config, ctx.pool, ctx.reporter);
  const pooled_connection connection = co_await engine->connect();
  co_return co_await reflect(ctx, *connection);
}

task<database_schema> load_and_reflect(const context& ctx, database_url url,
                                       std::vector<statement> statements) {
  const auto engine = open_engine(url, access::change, ctx.config, ctx.pool, ctx.reporter);
  const pooled_connection connection = co_await engine->connect();
  co_await load(*connection, std::move(statements));
  co_return co_await reflect(ctx, *connection);
}

task<database_schema> create_and_load(const context& ctx, connection& server, database_url url,
                                      std::vector<statement> statements) {
  co_await postgresql::create_scratch_database(server, url.database);
  co_return co_await load_and_reflect(ctx, std::move(url), std::move(statements));
}

/// The database goes, however loading it ends.
task<database_schema> load_on_server(const context& ctx, database_url url,
                                     std::vector<statement> statements) {
  const auto engine = open_engine(url, access::change, ctx.config, ctx.pool, ctx.reporter);
  const pooled_connection server = co_await engine->connect();
  url.database = postgresql::new_scratch_name();
  const std::string name = url.database;
  outcome<database_schema> read;
  co_await read.capture(create_and_load(ctx, *server, std::move(url), std::move(statements)));
  const bool throws = co_await boost::asio::this_coro::throw_if_cancelled();
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  co_await postgresql::drop_scratch_database(*server, name);
  co_await boost::asio::this_coro::throw_if_cancelled(throws);
  co_return read.take();
}

task<database_schema> load_statements(const context& ctx, std::vector<statement> statements,
                                      scratch_place scratch) {
  if (scratch.url.dialect == dialect::postgresql) {
    return load_on_server(ctx, std::move(scratch.url), std::move(statements));
  }
  database_url in_memory;
  return load_and_reflect(ctx, std::move(in_memory), std::move(statements));
}

}  // namespace

schema_source parse_schema_source(const std::string& text, const fs::path& relative_to) {
  schema_source source;
  if (text.find("://") != std::string::npos) {
    source.url = parse_database_url(text, relative_to);
    return source;
  }
  source.path = relative_to / text;
  std::error_code ignored;
  if (!fs::exists(source.path, ignored)) {
    throw error(error_kind::usage,
                fmt::format("{} is not a file, a folder or a database URL.", quote(text)));
  }
  source.path = text;
  source.what = fs::is_directory(relative_to / text, ignored) ? schema_source::kind::folder
                                                              : schema_source::kind::file;
  return source;
}

scratch_place scratch_place_for(const context& ctx, const std::vector<schema_source>& sources,
                                const std::optional<database_url>& given) {
  if (given) return {*given};
  for (const schema_source& each : sources) {
    if (each.what == schema_source::kind::database) return {each.url};
  }
  return {configured_database(ctx.config)};
}

task<database_schema> read_schema(const context& ctx, schema_source source, scratch_place scratch) {
  if (source.what == schema_source::kind::database) {
    co_return co_await open_and_reflect(ctx, std::move(source.url));
  }
  const dialect d = scratch.url.dialect;
  auto read = [source, d] { return statements_of(read_texts(source), d); };
  std::vector<statement> statements = co_await offload(ctx.pool, read);
  co_return co_await load_statements(ctx, std::move(statements), std::move(scratch));
}

task<database_schema> load_schema(const context& ctx, std::string sql, std::string name,
                                  scratch_place scratch) {
  std::vector<sql_text> texts;
  texts.push_back({std::move(name), std::move(sql)});
  std::vector<statement> statements = statements_of(texts, scratch.url.dialect);
  return load_statements(ctx, std::move(statements), std::move(scratch));
}

task<> drop_stale_scratch_databases(const context& ctx, scratch_place scratch) {
  if (scratch.url.dialect != dialect::postgresql) co_return;
  const auto engine = open_engine(scratch.url, access::change, ctx.config, ctx.pool, ctx.reporter);
  const pooled_connection server = co_await engine->connect();
  co_await postgresql::drop_stale_scratch_databases(*server);
}

}  // namespace fz::command
