#include "core/autogenerate/postgresql/columns.hpp"

#include "core/autogenerate/postgresql/casts.hpp"
#include "core/autogenerate/postgresql/lists.hpp"
#include "core/autogenerate/postgresql/names.hpp"
#include "core/autogenerate/postgresql/rights.hpp"
#include "core/autogenerate/postgresql/sequences.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <algorithm>

namespace fz::postgresql {
namespace {

using texts = std::vector<std::string>;

/// Every change of one column, as `ALTER TABLE t ALTER COLUMN c …`.
class column_alteration {
 public:
  explicit column_alteration(const schema_object& column)
      : table_(parent_name(column.key)), column_(quote_identifier(column.key.name)) {}

  void alter(const std::string& how) { add("ALTER TABLE ONLY ", how); }
  /// In the tables that inherit it, too.
  void alter_all(const std::string& how) { add("ALTER TABLE ", how); }

  texts take() { return std::move(statements_); }
  const std::string& column() const { return column_; }

 private:
  void add(const char* head, const std::string& how) {
    statements_.push_back(head + table_ + " ALTER COLUMN " + column_ + " " + how);
  }

  std::string table_;
  std::string column_;
  texts statements_;
};

std::string type_clause(const attributes& column) {
  std::string clause = column["type"];
  if (column.has("collation")) clause += " COLLATE " + column["collation"];
  return clause;
}

attributes identity_options(const schema_object& column) {
  constexpr std::string_view prefix = "sequence_";
  attributes options;
  for (const auto& [name, text] : column.attributes) {
    if (name.starts_with(prefix) && name != "sequence_grants" && name != "sequence_logging") {
      options.set(name.substr(prefix.size()), text);
    }
  }
  return options;
}

std::string identity_clause(const schema_object& column) {
  texts parts;
  if (column.attributes.has("sequence")) {
    parts.push_back("SEQUENCE NAME " + column.attributes["sequence"]);
  }
  const std::string rest = sequence_options(identity_options(column));
  if (!rest.empty()) parts.push_back(rest);
  std::string clause = "GENERATED " + column.attributes["identity"] + " AS IDENTITY";
  if (!parts.empty()) clause += " (" + join(parts, " ") + ")";
  return clause;
}

void change_identity(column_alteration& alteration, const schema_object& from,
                     const schema_object& to) {
  const std::string& before = from.attributes["identity"];
  const std::string& after = to.attributes["identity"];
  if (after.empty()) return;
  if (before.empty()) {
    alteration.alter("ADD " + identity_clause(to));
    return;
  }
  if (before != after) alteration.alter("SET GENERATED " + after);
  texts changes;
  for (const std::string& each :
       sequence_option_changes(identity_options(from), identity_options(to))) {
    changes.push_back(each.starts_with("RESTART") ? each : "SET " + each);
  }
  if (!changes.empty()) alteration.alter(join(changes, " "));
}

void change_type(column_alteration& alteration, const schema_object& from, const schema_object& to,
                 bool is_replaced) {
  const std::string& type = to.attributes["type"];
  const bool has_cast = !is_replaced && can_cast(from.attributes["type"], type);
  alteration.alter_all("TYPE " + type_clause(to.attributes) + " USING " + alteration.column() +
                       (has_cast ? "::" : "::text::") + type);
}

/// Whether an identity column's sequence is logged, where it is not so like its table.
void add_logging(texts& statements, const std::string& from, const schema_object& to) {
  const std::string& logging = to.attributes["sequence_logging"];
  if (from == logging) return;
  const bool was_unlogged = from == "UNLOGGED";
  statements.push_back("ALTER SEQUENCE " + identity_sequence(to) + " SET " +
                       (!logging.empty() ? logging
                        : was_unlogged   ? "LOGGED"
                                         : "UNLOGGED"));
}

/// The storage of a type that can be changed; a server before 16 does not know SET STORAGE DEFAULT.
std::string usual_storage(const attributes& column) {
  return column["type"].starts_with("numeric") ? "MAIN" : "EXTENDED";
}

/// Storage, compression, statistics, options: without a clause of their own.
void change_settings(column_alteration& alteration, const attributes& from, const attributes& to) {
  if (from["storage"] != to["storage"]) {
    alteration.alter("SET STORAGE " + (to.has("storage") ? to["storage"] : usual_storage(to)));
  }
  if (from["compression"] != to["compression"]) {
    alteration.alter("SET COMPRESSION " + (to.has("compression") ? to["compression"] : "default"));
  }
  if (from["statistics"] != to["statistics"]) {
    alteration.alter("SET STATISTICS " + (to.has("statistics") ? to["statistics"] : "-1"));
  }
  for (const std::string& change : option_changes(from["options"], to["options"])) {
    alteration.alter(change);
  }
  const std::string foreign = foreign_option_changes(from["server_options"], to["server_options"]);
  if (!foreign.empty()) alteration.alter("OPTIONS (" + foreign + ")");
}

}  // namespace

std::string column_clause(const schema_object& column, const std::string& default_expression) {
  const attributes& a = column.attributes;
  std::string clause = quote_identifier(column.key.name) + " " + a["type"];
  if (a.has("server_options")) clause += " OPTIONS (" + a["server_options"] + ")";
  if (a.has("compression")) clause += " COMPRESSION " + a["compression"];
  if (a.has("collation")) clause += " COLLATE " + a["collation"];
  if (a.has("generated")) clause += " GENERATED ALWAYS AS (" + a["generated"] + ") STORED";
  if (a.has("generated_virtual")) {
    clause += " GENERATED ALWAYS AS (" + a["generated_virtual"] + ") VIRTUAL";
  }
  if (a.has("identity")) clause += " " + identity_clause(column);
  if (!default_expression.empty()) clause += " DEFAULT " + default_expression;
  if (a.has("not_null")) clause += " NOT NULL";
  return clause;
}

std::string identity_sequence(const schema_object& column) {
  if (column.attributes.has("sequence")) return column.attributes["sequence"];
  return quote_identifier(column.key.schema) + "." +
         quote_identifier(column.key.parent + "_" + column.key.name + "_seq");
}

std::vector<std::string> after_column(const schema_object& column) {
  column_alteration alteration(column);
  const attributes& a = column.attributes;
  if (a.has("storage")) alteration.alter("SET STORAGE " + a["storage"]);
  if (a.has("statistics")) alteration.alter("SET STATISTICS " + a["statistics"]);
  if (a.has("options")) alteration.alter("SET (" + a["options"] + ")");
  texts statements = alteration.take();
  add_logging(statements, "", column);
  for (std::string& each :
       grant_changes("", a["sequence_grants"], "SEQUENCE " + identity_sequence(column))) {
    statements.push_back(std::move(each));
  }
  return statements;
}

std::vector<std::string> create_column(const schema_object& column,
                                       const std::string& default_expression) {
  texts statements = {"ALTER TABLE " + parent_name(column.key) + " ADD COLUMN " +
                      column_clause(column, default_expression)};
  for (std::string& each : after_column(column)) statements.push_back(std::move(each));
  return statements;
}

bool is_retyped(const schema_object& from, const schema_object& to) {
  return from.attributes["type"] != to.attributes["type"] ||
         from.attributes["collation"] != to.attributes["collation"];
}

bool needs_new_column(const schema_object& from, const schema_object& to) {
  for (const char* generated : {"generated", "generated_virtual"}) {
    const bool only_drops_expression = to.attributes["generated"].empty() &&
                                       std::string_view(generated) == "generated" &&
                                       !to.attributes.has("generated_virtual");
    if (from.attributes[generated] != to.attributes[generated] && !only_drops_expression) {
      return true;
    }
  }
  return false;
}

std::vector<std::string> alter_column(const schema_object& from, const schema_object& to,
                                      bool retype_anyway, altered_by_parent parent) {
  column_alteration alteration(to);
  const attributes& a = from.attributes;
  const attributes& b = to.attributes;
  const bool by_parent = parent == altered_by_parent::type_and_not_null;
  const bool new_sequence =
      a.has("identity") && b.has("identity") && a["sequence"] != b["sequence"];
  if (a.has("identity") && (!b.has("identity") || new_sequence)) alteration.alter("DROP IDENTITY");
  if (a.has("generated") && !b.has("generated")) alteration.alter_all("DROP EXPRESSION");
  if (a.has("not_null") && !b.has("not_null") && !by_parent) alteration.alter_all("DROP NOT NULL");
  if ((retype_anyway || is_retyped(from, to)) && !by_parent)
    change_type(alteration, from, to, !is_retyped(from, to));
  if (!a.has("not_null") && b.has("not_null") && !by_parent) alteration.alter_all("SET NOT NULL");
  if (new_sequence) {
    if (b.has("identity")) alteration.alter("ADD " + identity_clause(to));
  } else {
    change_identity(alteration, from, to);
  }
  change_settings(alteration, a, b);
  texts statements = alteration.take();
  if (b.has("identity")) {
    add_logging(statements, a["sequence_logging"], to);
    const bool fresh = new_sequence || !a.has("identity");
    for (std::string& each : grant_changes(fresh ? "" : a["sequence_grants"], b["sequence_grants"],
                                           "SEQUENCE " + identity_sequence(to))) {
      statements.push_back(std::move(each));
    }
  }
  return statements;
}

}  // namespace fz::postgresql
