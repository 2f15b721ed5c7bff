#include "core/autogenerate/postgresql/tables.hpp"

#include "core/autogenerate/postgresql/columns.hpp"
#include "core/autogenerate/postgresql/lists.hpp"
#include "core/autogenerate/postgresql/names.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <algorithm>

namespace fz::postgresql {
namespace {

using texts = std::vector<std::string>;

/// A column without one would get its parent's.
std::string default_of(const table_parts& parts, const std::string& column) {
  for (const schema_object* each : parts.without_default) {
    if (each->key.name == column) return "NULL";
  }
  for (const schema_object* each : parts.defaults) {
    if (each->key.name == column) return each->attributes["expression"];
  }
  return "";
}

/// The columns of a typed table come from its type: only what is added to them is said.
std::string typed_column(const schema_object& column, const std::string& default_expression) {
  std::string clause;
  if (!default_expression.empty()) clause += " DEFAULT " + default_expression;
  if (column.attributes.has("not_null")) clause += " NOT NULL";
  if (clause.empty()) return "";
  return quote_identifier(column.key.name) + " WITH OPTIONS" + clause;
}

/// The server takes the expression from the parent and refuses one of the heir's own.
schema_object heir_column(schema_object column) {
  column.attributes.set("generated", "");
  column.attributes.set("generated_virtual", "");
  return column;
}

std::string drop_default(const schema_object& column) {
  return "ALTER TABLE ONLY " + parent_name(column.key) + " ALTER COLUMN " +
         quote_identifier(column.key.name) + " DROP DEFAULT";
}

std::string column_line(const schema_object& column, const std::string& default_expression,
                        const table_parts& parts) {
  const texts& heirs = parts.generated_by_parents;
  const bool is_heir = std::find(heirs.begin(), heirs.end(), column.key.name) != heirs.end();
  return column_clause(is_heir ? heir_column(column) : column, default_expression);
}

std::string body(const schema_object& table, const table_parts& parts) {
  const bool typed = table.attributes.has("of_type");
  texts lines;
  for (const schema_object* column : parts.columns) {
    const std::string expression = default_of(parts, column->key.name);
    std::string clause =
        typed ? typed_column(*column, expression) : column_line(*column, expression, parts);
    if (!clause.empty()) lines.push_back("    " + clause);
  }
  for (const schema_object* constraint : parts.constraints) {
    lines.push_back("    CONSTRAINT " + quote_identifier(constraint->key.name) + " " +
                    constraint->attributes["definition"]);
  }
  if (lines.empty()) return typed ? "" : " (\n)";
  return " (\n" + join(lines, ",\n") + "\n)";
}

std::string all_options(const attributes& table) {
  texts parts;
  for (const char* name : {"options", "toast_options"}) {
    if (table.has(name)) parts.push_back(table[name]);
  }
  return join(parts, ", ");
}

std::string inherits(const table_parts& parts) {
  if (parts.parents.empty()) return "";
  texts names;
  for (const schema_object* each : parts.parents) names.push_back(each->key.name);
  return "\nINHERITS (" + join(names, ", ") + ")";
}

std::string head(const attributes& table) {
  if (table.has("server")) return "CREATE FOREIGN TABLE ";
  return table.has("unlogged") ? "CREATE UNLOGGED TABLE " : "CREATE TABLE ";
}

std::string tail(const attributes& table, const table_parts& parts) {
  std::string text = inherits(parts);
  if (table.has("partition_key")) text += "\nPARTITION BY " + table["partition_key"];
  if (table.has("access_method")) text += "\nUSING " + table["access_method"];
  const std::string options = all_options(table);
  if (!options.empty()) text += "\nWITH (" + options + ")";
  if (table.has("tablespace")) text += "\nTABLESPACE " + quote_identifier(table["tablespace"]);
  if (table.has("server")) text += "\nSERVER " + table["server"];
  if (table.has("server_options")) text += "\nOPTIONS (" + table["server_options"] + ")";
  return text;
}

texts row_security_changes(const attributes& from, const attributes& to, const std::string& alter) {
  texts statements;
  if (from["row_security"] != to["row_security"]) {
    statements.push_back(alter + (to.has("row_security") ? "ENABLE" : "DISABLE") +
                         " ROW LEVEL SECURITY");
  }
  if (from["forced_row_security"] != to["forced_row_security"]) {
    statements.push_back(alter + (to.has("forced_row_security") ? "FORCE" : "NO FORCE") +
                         " ROW LEVEL SECURITY");
  }
  return statements;
}

void append(texts& all, texts some) {
  for (std::string& each : some) all.push_back(std::move(each));
}

}  // namespace

std::vector<std::string> create_table(const schema_object& table, const table_parts& parts) {
  const attributes& a = table.attributes;
  std::string text = head(a) + sql_name(table.key);
  if (a.has("of_type")) text += " OF " + a["of_type"];
  texts statements = {text + body(table, parts) + tail(a, parts)};
  for (const schema_object* column : parts.without_default) {
    if (column->attributes.has("inherited")) statements.push_back(drop_default(*column));
  }
  for (const schema_object* column : parts.columns) append(statements, after_column(*column));
  append(statements, row_security_changes({}, a, "ALTER TABLE " + sql_name(table.key) + " "));
  return statements;
}

bool needs_new_table(const schema_object& from, const schema_object& to) {
  for (const char* name : {"partition_key", "server", "of_type"}) {
    if (from.attributes[name] != to.attributes[name]) return true;
  }
  return false;
}

std::vector<std::string> alter_table(const schema_object& from, const schema_object& to) {
  const attributes& a = from.attributes;
  const attributes& b = to.attributes;
  const std::string alter = "ALTER TABLE " + sql_name(to.key) + " ";
  texts statements;
  if (a["unlogged"] != b["unlogged"]) {
    statements.push_back(alter + (b.has("unlogged") ? "SET UNLOGGED" : "SET LOGGED"));
  }
  if (a["access_method"] != b["access_method"]) {
    statements.push_back(alter + "SET ACCESS METHOD " +
                         (b.has("access_method") ? b["access_method"] : "heap"));
  }
  if (a["tablespace"] != b["tablespace"]) {
    statements.push_back(
        alter + "SET TABLESPACE " +
        (b.has("tablespace") ? quote_identifier(b["tablespace"]) : std::string("pg_default")));
  }
  for (const std::string& change : option_changes(all_options(a), all_options(b))) {
    statements.push_back(alter + change);
  }
  if (a["server_options"] != b["server_options"]) {
    statements.push_back("ALTER FOREIGN TABLE " + sql_name(to.key) + " OPTIONS (" +
                         foreign_option_changes(a["server_options"], b["server_options"]) + ")");
  }
  append(statements, row_security_changes(a, b, alter));
  return statements;
}

}  // namespace fz::postgresql
