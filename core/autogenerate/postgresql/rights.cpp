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

std::string comment_text(const std::string& comment) {
  return comment.empty() ? "NULL" : string_literal(comment);
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
  const std::string& comment = to.attributes["comment"];
  if (from["comment"] != comment) {
    statements.push_back("COMMENT ON " + target_of(to) + " IS " + comment_text(comment));
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
  const bool is_column = to.key.kind == object_kind::column;
  for (std::string& each : grant_changes(from["grants"], to.attributes["grants"], target,
                                         is_column ? quote_identifier(to.key.name) : "")) {
    statements.push_back(std::move(each));
  }
  return statements;
}

}  // namespace fz::postgresql
