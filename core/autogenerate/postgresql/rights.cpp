#include "core/autogenerate/postgresql/rights.hpp"

#include "core/autogenerate/postgresql/names.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <string_view>

namespace fz::postgresql {
namespace {

using lines = std::vector<std::string>;

lines lines_of(const std::string& text) {
  lines all;
  if (text.empty()) return all;
  for (const std::string_view line : split(text, '\n')) all.emplace_back(line);
  return all;
}

/// The role of a line "SELECT TO ada WITH GRANT OPTION".
std::string role_of(const std::string& line) {
  std::string role = line.substr(line.find(" TO ") + 4);
  constexpr std::string_view option = " WITH GRANT OPTION";
  if (role.ends_with(option)) role.resize(role.size() - option.size());
  return role;
}

lines of_role(const lines& all, const std::string& role) {
  lines found;
  for (const std::string& line : all) {
    if (role_of(line) == role) found.push_back(line);
  }
  return found;
}

/// "SELECT, UPDATE" for one column: "SELECT (c), UPDATE (c)".
std::string rights_on_column(const std::string& rights, const std::string& column) {
  lines parts;
  for (const std::string_view right : split(rights, ',')) {
    parts.push_back(std::string(trim(right)) + " (" + column + ")");
  }
  return join(parts, ", ");
}

std::string grant(const std::string& line, const std::string& target, const std::string& column) {
  const std::size_t to = line.find(" TO ");
  const std::string rights = line.substr(0, to);
  return "GRANT " + (column.empty() ? rights : rights_on_column(rights, column)) + " ON " + target +
         line.substr(to);
}

lines grant_changes(const std::string& from, const std::string& to, const std::string& target,
                    const std::string& column) {
  const lines old_lines = lines_of(from);
  const lines new_lines = lines_of(to);
  const std::string all = column.empty() ? "ALL" : "ALL (" + column + ")";
  lines statements;
  for (const std::string& role : roles_in(from)) {
    if (of_role(old_lines, role) == of_role(new_lines, role)) continue;
    statements.push_back("REVOKE " + all + " ON " + target + " FROM " + role);
  }
  for (const std::string& line : new_lines) {
    const std::string role = role_of(line);
    if (of_role(old_lines, role) == of_role(new_lines, role)) continue;
    statements.push_back(grant(line, target, column));
  }
  return statements;
}

/// What is taken from a role that has it by default, and what is given back.
lines default_changes(const std::string& from, const std::string& to, const std::string& target) {
  const lines old_lines = lines_of(from);
  const lines new_lines = lines_of(to);
  const auto contains = [](const lines& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  constexpr std::string_view separator = " FROM ";
  lines statements;
  for (const std::string& line : new_lines) {
    if (contains(old_lines, line)) continue;
    statements.push_back("REVOKE ALL ON " + target + line.substr(line.find(separator)));
  }
  for (const std::string& line : old_lines) {
    if (contains(new_lines, line)) continue;
    const std::size_t at = line.find(separator);
    statements.push_back("GRANT " + line.substr(0, at) + " ON " + target + " TO " +
                         line.substr(at + separator.size()));
  }
  return statements;
}

/// The right that everybody has by default on such an object; "" for others.
std::string_view right_of_everybody(const object_key& key) {
  switch (key.kind) {
    case object_kind::schema:
      return key.name == "public" ? "USAGE" : "";
    case object_kind::function:
    case object_kind::aggregate:
      return "EXECUTE";
    case object_kind::enum_type:
    case object_kind::composite_type:
    case object_kind::range_type:
    case object_kind::domain:
      return "USAGE";
    default:
      return "";
  }
}

bool names_everybody(const attributes& a) {
  return !of_role(lines_of(a["grants"]), "PUBLIC").empty();
}

bool takes_from_everybody(const attributes& a) {
  return a["revoked"].find("FROM PUBLIC") != std::string::npos;
}

/// The changes of grants, and that everybody keeps the default right. What everybody gets beyond it
/// is given anew, so that it comes in the wanted order.
lines grant_changes(const attributes& from, const schema_object& to, const std::string& target) {
  const attributes& after = to.attributes;
  const bool is_column = to.key.kind == object_kind::column;
  lines statements = grant_changes(from["grants"], after["grants"], target,
                                   is_column ? quote_identifier(to.key.name) : "");
  const std::string right(right_of_everybody(to.key));
  if (right.empty() || takes_from_everybody(after)) return statements;
  const bool had_more = names_everybody(from);
  const bool has_more = names_everybody(after);
  if (has_more && !had_more && !takes_from_everybody(from)) {
    statements.insert(statements.begin(), "REVOKE ALL ON " + target + " FROM PUBLIC");
  }
  if (had_more && !has_more) {
    statements.push_back("GRANT " + right + " ON " + target + " TO PUBLIC");
  }
  return statements;
}

std::string comment_text(const std::string& comment) {
  return comment.empty() ? "NULL" : string_literal(comment);
}

/// The comment that the schema "public" has in every new database is not read as one.
std::string wanted_comment(const schema_object& object) {
  const std::string& comment = object.attributes["comment"];
  const bool is_public = object.key.kind == object_kind::schema && object.key.name == "public";
  const bool is_usual = comment.empty() && is_public;
  return is_usual ? string_literal("standard public schema") : comment_text(comment);
}

}  // namespace

std::vector<std::string> roles_in(const std::string& grants) {
  lines roles;
  for (const std::string& line : lines_of(grants)) {
    std::string role = role_of(line);
    if (std::find(roles.begin(), roles.end(), role) == roles.end()) {
      roles.push_back(std::move(role));
    }
  }
  return roles;
}

std::vector<std::string> roles_without(const std::string& revoked) {
  constexpr std::string_view from = " FROM ";
  lines roles;
  for (const std::string& line : lines_of(revoked)) {
    roles.push_back(line.substr(line.find(from) + from.size()));
  }
  return roles;
}

std::string grant_target(const schema_object& object) {
  switch (object.key.kind) {
    case object_kind::table:
    case object_kind::view:
    case object_kind::materialized_view:
      return "TABLE " + sql_name(object.key);
    case object_kind::column:
      return "TABLE " + parent_name(object.key);
    case object_kind::sequence:
      return "SEQUENCE " + sql_name(object.key);
    case object_kind::aggregate:
      return "FUNCTION " + sql_name(object.key) + "(" + object.key.signature + ")";
    case object_kind::function:
    case object_kind::schema:
    case object_kind::foreign_data_wrapper:
      return target_of(object);
    case object_kind::foreign_server:
      return "FOREIGN SERVER " + sql_name(object.key);
    case object_kind::enum_type:
    case object_kind::composite_type:
    case object_kind::range_type:
    case object_kind::domain:
      return "TYPE " + sql_name(object.key);
    default:
      return "";
  }
}

std::vector<std::string> grant_changes(const std::string& from, const std::string& to,
                                       const std::string& target) {
  return grant_changes(from, to, target, "");
}

std::vector<std::string> comment_and_grant_changes(const attributes& from,
                                                   const schema_object& to) {
  lines statements;
  if (from["comment"] != to.attributes["comment"]) {
    statements.push_back("COMMENT ON " + target_of(to) + " IS " + wanted_comment(to));
  }
  const std::string& index_comment = to.attributes["index_comment"];
  if (from["index_comment"] != index_comment) {
    const object_key index{object_kind::index, to.key.schema, {}, to.key.name, {}};
    statements.push_back("COMMENT ON INDEX " + sql_name(index) + " IS " +
                         comment_text(index_comment));
  }
  const std::string target = grant_target(to);
  if (target.empty()) return statements;
  for (std::string& each : default_changes(from["revoked"], to.attributes["revoked"], target)) {
    statements.push_back(std::move(each));
  }
  for (std::string& each : grant_changes(from, to, target)) {
    statements.push_back(std::move(each));
  }
  return statements;
}

}  // namespace fz::postgresql
