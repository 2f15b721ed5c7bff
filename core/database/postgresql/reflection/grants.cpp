#include "core/database/postgresql/reflection/grants.hpp"

#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace fz::postgresql {
namespace {

/// One entry of an access list: who has which rights.
struct acl_entry {
  std::string grantee;  ///< empty: PUBLIC
  std::string rights;   ///< letters
  std::string with_option;
};

/// The elements of an array of texts as the server prints it: {a,"b c"}.
std::vector<std::string> elements_of(std::string_view array) {
  std::vector<std::string> elements;
  if (array.size() < 3) return elements;
  elements.emplace_back();
  bool quoted = false;
  for (std::size_t i = 1; i + 1 < array.size(); ++i) {
    const char c = array[i];
    if (c == '\\' && i + 2 < array.size()) {
      elements.back() += array[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      elements.emplace_back();
    } else {
      elements.back() += c;
    }
  }
  return elements;
}

/// Takes the role from the front of an aclitem; it is in quotes where it is not a plain name.
std::string take_role(std::string_view& item) {
  std::string role;
  bool quoted = false;
  std::size_t at = 0;
  for (; at < item.size() && (quoted || item[at] != '='); ++at) {
    if (item[at] != '"') {
      role += item[at];
    } else if (quoted && at + 1 < item.size() && item[at + 1] == '"') {
      role += item[at++];
    } else {
      quoted = !quoted;
    }
  }
  item.remove_prefix(at);
  return role;
}

acl_entry entry_of(std::string_view item) {
  acl_entry entry;
  entry.grantee = take_role(item);
  for (std::size_t i = 1; i < item.size() && item[i] != '/'; ++i) {
    if (item[i] == '*') continue;
    const bool option = i + 1 < item.size() && item[i + 1] == '*';
    (option ? entry.with_option : entry.rights) += item[i];
  }
  return entry;
}

std::string_view all_rights(grantable kind) {
  switch (kind) {
    case grantable::table:
      return "arwdDxt";
    case grantable::column:
      return "arwx";
    case grantable::sequence:
      return "rwU";
    case grantable::function:
      return "X";
    case grantable::schema:
    case grantable::public_schema:
      return "UC";
    case grantable::type:
    case grantable::wrapper:
    case grantable::server:
      return "U";
  }
  return "";
}

/// What everybody has by default.
std::string_view default_rights(grantable kind) {
  if (kind == grantable::function) return "X";
  return kind == grantable::type || kind == grantable::public_schema ? "U" : "";
}

std::string_view name_of(char right) {
  switch (right) {
    case 'a':
      return "INSERT";
    case 'r':
      return "SELECT";
    case 'w':
      return "UPDATE";
    case 'd':
      return "DELETE";
    case 'D':
      return "TRUNCATE";
    case 'x':
      return "REFERENCES";
    case 't':
      return "TRIGGER";
    case 'X':
      return "EXECUTE";
    case 'U':
      return "USAGE";
    case 'C':
      return "CREATE";
    case 'm':
      return "MAINTAIN";
    default:
      return "ALL";
  }
}

std::string names_of(const std::string& rights, grantable kind) {
  if (rights == all_rights(kind) && rights.size() > 1) return "ALL";
  std::vector<std::string> names;
  for (const char right : rights) names.emplace_back(name_of(right));
  return join(names, ", ");
}

void add_lines(std::vector<std::string>& lines, const acl_entry& entry, grantable kind) {
  const std::string role = entry.grantee.empty() ? "PUBLIC" : quote_identifier(entry.grantee);
  if (!entry.rights.empty()) lines.push_back(names_of(entry.rights, kind) + " TO " + role);
  if (entry.with_option.empty()) return;
  lines.push_back(names_of(entry.with_option, kind) + " TO " + role + " WITH GRANT OPTION");
}

/// True if the owner has all that owners have by default.
bool has_all(const acl_entry& entry, grantable kind) {
  const std::string_view all = all_rights(kind);
  return std::all_of(all.begin(), all.end(), [&](char right) {
    return entry.rights.find(right) != std::string::npos ||
           entry.with_option.find(right) != std::string::npos;
  });
}

}  // namespace

std::string grants_in(const std::string& acl, const std::string& owner, grantable kind) {
  std::vector<std::string> lines;
  for (const std::string& item : elements_of(acl)) {
    const acl_entry entry = entry_of(item);
    if (entry.grantee != owner) add_lines(lines, entry, kind);
  }
  return join(lines, "\n");
}

void set_grants(attributes& to, const std::string& acl, const std::string& owner, grantable kind) {
  if (acl.empty() && kind != grantable::public_schema) return;
  const std::string_view usual = default_rights(kind);
  bool everybody_has_usual = usual.empty();
  bool owner_has_all = acl.empty() || kind == grantable::column;
  std::vector<std::string> lines;
  for (const std::string& item : elements_of(acl)) {
    const acl_entry entry = entry_of(item);
    if (entry.grantee.empty() && entry.rights.find(usual) != std::string::npos) {
      everybody_has_usual = true;
      if (entry.rights == usual) continue;
    }
    if (entry.grantee == owner && has_all(entry, kind)) {
      owner_has_all = true;
      continue;
    }
    add_lines(lines, entry, kind);
  }
  std::vector<std::string> revoked;
  if (!everybody_has_usual) revoked.push_back(names_of(std::string(usual), kind) + " FROM PUBLIC");
  if (!owner_has_all) revoked.push_back("ALL FROM " + quote_identifier(owner));
  to.set("grants", join(lines, "\n"));
  to.set("revoked", join(revoked, "\n"));
}

}  // namespace fz::postgresql
