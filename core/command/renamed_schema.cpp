#include "core/command/renamed_schema.hpp"

#include "core/autogenerate/postgresql/plan.hpp"
#include "core/autogenerate/postgresql/renames.hpp"
#include "core/autogenerate/sqlite/rename.hpp"
#include "core/command/schema_text.hpp"

#include <algorithm>
#include <utility>

namespace fz::command {
namespace {

using postgresql::rename_statement;
using postgresql::written_rename;

bool has_text(const schema_source& source) {
  return source.what != schema_source::kind::database &&
         source.what != schema_source::kind::revisions;
}

written_rename as_written(const possible_rename& rename) {
  const object_key& to = rename.to;
  const std::string& from = rename.from.name;
  switch (to.kind) {
    case object_kind::column:
      return {"COLUMN", to.schema, to.parent, to.name, from};
    case object_kind::table:
      return {"TABLE", to.schema, to.name, "", from};
    case object_kind::sequence:
      return {"SEQUENCE", to.schema, to.name, "", from};
    case object_kind::domain:
      return {"DOMAIN", to.schema, to.name, "", from};
    default:
      return {"TYPE", to.schema, to.name, "", from};
  }
}

sqlite::schema_rename of_sqlite(const possible_rename& rename) {
  const object_key& to = rename.to;
  const bool is_column = to.kind == object_kind::column;
  return {is_column ? to.parent : to.name, is_column ? to.name : "", rename.from.name};
}

/// Those that are answered with yes; each object once.
task<std::vector<possible_rename>> ask(std::vector<possible_rename> possible,
                                       const rename_question& is_rename) {
  std::vector<possible_rename> meant;
  for (const possible_rename& each : possible) {
    const bool is_known = std::any_of(meant.begin(), meant.end(), [&](const auto& other) {
      return other.from == each.from || other.to == each.to;
    });
    if (is_known) continue;
    possible_rename asked = each;
    const bool is_meant = co_await is_rename(std::move(asked));
    if (is_meant) meant.push_back(each);
  }
  co_return meant;
}

/// One call of follow_renames().
class rename_follower {
 public:
  rename_follower(schema_reader& reader, database_schema from, const database_schema& wanted,
                  rename_question is_rename)
      : reader_(reader), wanted_(wanted), is_rename_(std::move(is_rename)) {
    made_.schema = std::move(from);
  }

  task<> follow(std::vector<written_rename> written) {
    std::vector<rename_statement> statements =
        postgresql::rename_statements(written, made_.schema, wanted_);
    co_await rename(std::move(statements));
  }

  task<> follow_possible() {
    if (wanted_.dialect() == dialect::sqlite) {
      co_await possible_on_sqlite();
    } else {
      std::vector<possible_rename> objects = possible_object_renames(made_.schema, wanted_);
      co_await possible_on_postgresql(std::move(objects));
      std::vector<possible_rename> columns = possible_column_renames(made_.schema, wanted_);
      co_await possible_on_postgresql(std::move(columns));
    }
  }

  task<renamed_schema> finish() {
    if (!made_.renames.statements.empty()) {
      std::vector<rename_statement> more = postgresql::follow_up_renames(made_.schema, wanted_);
      co_await rename(std::move(more));
    }
    co_return std::move(made_);
  }

 private:
  task<> rename(std::vector<rename_statement> renames) {
    if (renames.empty()) co_return;
    std::vector<std::string> statements;
    for (const rename_statement& each : renames) {
      statements.push_back(each.sql);
      made_.renames.undo.insert(made_.renames.undo.begin(), each.undo);
    }
    std::string sql = after_statements(made_.schema, statements);
    std::string name = "the schema with its new names";
    made_.schema = co_await reader_.load(std::move(sql), std::move(name));
    co_await reader_.make_comparable(made_.schema, wanted_);
    std::move(statements.begin(), statements.end(), std::back_inserter(made_.renames.statements));
  }

  /// Those that are meant; without a question, all are only noted.
  task<std::vector<possible_rename>> meant(std::vector<possible_rename> possible) {
    if (is_rename_) co_return co_await ask(std::move(possible), is_rename_);
    made_.unasked.insert(made_.unasked.end(), possible.begin(), possible.end());
    co_return std::vector<possible_rename>();
  }

  task<> possible_on_postgresql(std::vector<possible_rename> possible) {
    const std::vector<possible_rename> renamed = co_await meant(std::move(possible));
    std::vector<written_rename> written;
    for (const possible_rename& each : renamed) written.push_back(as_written(each));
    if (!written.empty()) co_await follow(std::move(written));
  }

  task<> possible_on_sqlite() {
    std::vector<sqlite::schema_rename> known = applicable();
    database_schema now = sqlite::with_tables_renamed(made_.schema, known);
    std::vector<possible_rename> tables = possible_object_renames(now, wanted_);
    co_await answer(std::move(tables));
    known = applicable();
    now = sqlite::with_tables_renamed(made_.schema, known);
    std::vector<possible_rename> columns = possible_column_renames(now, wanted_);
    const auto is_known = [&known](const possible_rename& each) {
      return std::any_of(known.begin(), known.end(), [&](const sqlite::schema_rename& other) {
        if (other.table != each.to.parent || other.column.empty()) return false;
        return other.column == each.to.name || other.from == each.from.name;
      });
    };
    columns.erase(std::remove_if(columns.begin(), columns.end(), is_known), columns.end());
    co_await answer(std::move(columns));
  }

  task<> answer(std::vector<possible_rename> possible) {
    const std::vector<possible_rename> renamed = co_await meant(std::move(possible));
    for (const possible_rename& each : renamed) {
      made_.renames.answered.push_back(of_sqlite(each));
    }
  }

  std::vector<sqlite::schema_rename> applicable() const {
    std::vector<sqlite::schema_rename> all = sqlite::renames_in(wanted_);
    const auto& answered = made_.renames.answered;
    all.insert(all.end(), answered.begin(), answered.end());
    return sqlite::applicable(all, made_.schema);
  }

  schema_reader& reader_;
  const database_schema& wanted_;
  rename_question is_rename_;
  renamed_schema made_;
};

}  // namespace

task<renamed_schema> follow_renames(const context& ctx, schema_reader& reader, schema_source source,
                                    database_schema from, database_schema wanted,
                                    rename_question is_rename) {
  std::vector<written_rename> written;
  if (wanted.dialect() == dialect::postgresql && has_text(source)) {
    const std::vector<schema_text> texts = co_await read_schema_texts(ctx, std::move(source));
    for (const schema_text& each : texts) {
      for (auto& found : postgresql::renames_in(each.sql)) written.push_back(std::move(found));
    }
  }
  rename_follower follower(reader, std::move(from), wanted, std::move(is_rename));
  co_await follower.follow(std::move(written));
  co_await follower.follow_possible();
  co_return co_await follower.finish();
}

std::string after_statements(const database_schema& schema,
                             const std::vector<std::string>& statements) {
  std::string sql = postgresql::dump(schema);
  for (const std::string& each : statements) sql += each + ";\n";
  return sql;
}

}  // namespace fz::command
