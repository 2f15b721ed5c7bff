#include "core/command/renamed_schema.hpp"

#include "core/autogenerate/postgresql/plan.hpp"
#include "core/autogenerate/postgresql/renames.hpp"
#include "core/command/schema_text.hpp"

#include <utility>

namespace fz::command {
namespace {

using postgresql::rename_statement;

bool has_text(const schema_source& source) {
  return source.what != schema_source::kind::database &&
         source.what != schema_source::kind::revisions;
}

task<> rename(schema_reader& reader, renamed_schema& from, std::vector<rename_statement> renames,
              const database_schema& wanted) {
  if (renames.empty()) co_return;
  std::vector<std::string> statements;
  for (const rename_statement& each : renames) {
    statements.push_back(each.sql);
    from.undo.insert(from.undo.begin(), each.undo);
  }
  std::string sql = after_statements(from.schema, statements);
  std::string name = "the schema with its new names";
  from.schema = co_await reader.load(std::move(sql), std::move(name));
  co_await reader.make_comparable(from.schema, wanted);
  from.statements.insert(from.statements.end(), statements.begin(), statements.end());
}

}  // namespace

task<renamed_schema> follow_renames(const context& ctx, schema_reader& reader, schema_source source,
                                    database_schema from, database_schema wanted) {
  renamed_schema renamed;
  renamed.schema = std::move(from);
  if (wanted.dialect() != dialect::postgresql || !has_text(source)) co_return renamed;
  const std::vector<schema_text> texts = co_await read_schema_texts(ctx, std::move(source));
  std::vector<postgresql::written_rename> written;
  for (const schema_text& each : texts) {
    for (auto& found : postgresql::renames_in(each.sql)) written.push_back(std::move(found));
  }
  std::vector<rename_statement> first =
      postgresql::rename_statements(written, renamed.schema, wanted);
  co_await rename(reader, renamed, std::move(first), wanted);
  if (renamed.statements.empty()) co_return renamed;
  std::vector<rename_statement> more = postgresql::follow_up_renames(renamed.schema, wanted);
  co_await rename(reader, renamed, std::move(more), wanted);
  co_return renamed;
}

std::string after_statements(const database_schema& schema,
                             const std::vector<std::string>& statements) {
  std::string sql = postgresql::dump(schema);
  for (const std::string& each : statements) sql += each + ";\n";
  return sql;
}

}  // namespace fz::command
