#include "core/autogenerate/postgresql/views.hpp"

#include "core/autogenerate/postgresql/lists.hpp"
#include "core/autogenerate/postgresql/names.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <string_view>

namespace fz::postgresql {
namespace {

std::string head(const schema_object& view, const std::string& create) {
  const attributes& a = view.attributes;
  std::string text = create + sql_name(view.key);
  if (a.has("access_method")) text += " USING " + a["access_method"];
  if (a.has("options")) text += " WITH (" + a["options"] + ")";
  if (a.has("tablespace")) text += " TABLESPACE " + quote_identifier(a["tablespace"]);
  return text + " AS\n";
}

std::string query_of(const schema_object& view) {
  std::string_view query = trim(view.attributes["definition"]);
  if (query.ends_with(";")) query.remove_suffix(1);
  return std::string(query);
}

/// True if the columns of `from` begin those of `to`, which is all that a replacement may change.
bool begins(const schema_object& from, const schema_object& to) {
  const std::vector<std::string> old_ones = split_list(from.attributes["columns"]);
  const std::vector<std::string> new_ones = split_list(to.attributes["columns"]);
  if (old_ones.size() > new_ones.size()) return false;
  return std::equal(old_ones.begin(), old_ones.end(), new_ones.begin());
}

}  // namespace

std::string create_view(const schema_object& view) {
  const bool is_materialized = view.key.kind == object_kind::materialized_view;
  return head(view, is_materialized ? "CREATE MATERIALIZED VIEW " : "CREATE VIEW ") +
         query_of(view);
}

std::string create_empty_view(const schema_object& view) {
  std::vector<std::string> columns;
  for (const std::string& each : split_list(view.attributes["columns"])) {
    // name type [COLLATE c]
    const std::size_t end = each.front() == '"' ? each.find("\" ") + 1 : each.find(' ');
    std::string rest = each.substr(end + 1);
    std::string collation;
    if (const std::size_t at = rest.find(" COLLATE "); at != std::string::npos) {
      collation = rest.substr(at);
      rest.resize(at);
    }
    columns.push_back("    NULL::" + rest + collation + " AS " + each.substr(0, end));
  }
  return "CREATE VIEW " + sql_name(view.key) + " AS\n SELECT\n" + join(columns, ",\n");
}

std::string replace_view(const schema_object& view) {
  return head(view, "CREATE OR REPLACE VIEW ") + query_of(view);
}

bool needs_new_view(const schema_object& from, const schema_object& to) {
  if (from.attributes["definition"] == to.attributes["definition"] &&
      from.attributes["columns"] == to.attributes["columns"]) {
    return from.attributes["access_method"] != to.attributes["access_method"];
  }
  return to.key.kind == object_kind::materialized_view || !begins(from, to);
}

std::vector<std::string> alter_view(const schema_object& from, const schema_object& to) {
  const attributes& a = from.attributes;
  const attributes& b = to.attributes;
  if (a["definition"] != b["definition"] || a["columns"] != b["columns"]) {
    return {replace_view(to)};
  }
  const bool is_materialized = to.key.kind == object_kind::materialized_view;
  const std::string alter =
      std::string(is_materialized ? "ALTER MATERIALIZED VIEW " : "ALTER VIEW ") + sql_name(to.key) +
      " ";
  std::vector<std::string> statements;
  for (const std::string& change : option_changes(a["options"], b["options"])) {
    statements.push_back(alter + change);
  }
  if (a["tablespace"] != b["tablespace"]) {
    statements.push_back(
        alter + "SET TABLESPACE " +
        (b.has("tablespace") ? quote_identifier(b["tablespace"]) : std::string("pg_default")));
  }
  return statements;
}

}  // namespace fz::postgresql
