#include "core/users/user_import.hpp"

#include "core/users/csv_reader.hpp"
#include "core/users/email_address.hpp"
#include "core/users/password_hash.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

namespace fz {
namespace {

error bad_header(std::size_t line, const std::string& sentence) {
  return error(error_kind::file, fmt::format("Line {}: {}", line, sentence));
}

constexpr std::string_view expected_columns =
    "Expected username, email, and password or password_hash.";

std::vector<import_column> read_header(const csv_record& header) {
  if (!header.problem.empty()) throw bad_header(header.line, header.problem);
  std::vector<import_column> columns;
  for (const std::string& name : header.fields) {
    const import_column column = import_column_of(trim(name));
    const bool twice = column != import_column::ignored &&
                       std::find(columns.begin(), columns.end(), column) != columns.end();
    if (column == import_column::unknown) {
      throw bad_header(header.line,
                       fmt::format("Unknown column {}. {}", quote(name), expected_columns));
    }
    if (twice) {
      throw bad_header(header.line, fmt::format("The column {} comes twice.", quote(name)));
    }
    columns.push_back(column);
  }
  for (const import_column needed : {import_column::username, import_column::email}) {
    if (std::find(columns.begin(), columns.end(), needed) != columns.end()) continue;
    throw bad_header(header.line, fmt::format("The column {} is missing. {}",
                                              needed == import_column::email ? "email" : "username",
                                              expected_columns));
  }
  return columns;
}

/// The rows seen so far by name or address.
class seen_values {
 public:
  explicit seen_values(std::string_view what) : what_(what) {}

  /// Why the value cannot be that of this row, too; empty: it is the first.
  std::string add(const std::string& value, std::size_t line) {
    const auto [at, is_new] = lines_.try_emplace(value, line);
    if (is_new) return {};
    return fmt::format("The {} {} is that of line {}, too.", what_, quote(value), at->second);
  }

  void reserve(std::size_t count) { lines_.reserve(count); }

 private:
  std::string_view what_;
  std::unordered_map<std::string, std::size_t> lines_;
};

std::string secret_problem(const import_row& row, const account_rules& rules, passwords which) {
  if (!row.password.empty() && !row.password_hash.empty()) {
    return "There are both a password and a hash.";
  }
  if (!row.password_hash.empty() && !is_password_hash(row.password_hash)) {
    return "The hash is neither of Argon2 nor of bcrypt.";
  }
  if (!row.password.empty()) return password_problem(row.password, rules);
  const bool missing = row.password_hash.empty() && which == passwords::needed;
  return missing ? "There is no password." : "";
}

/// Why the row cannot be an account, and its address normalized.
std::string problem_of(import_row& row, const account_rules& rules, passwords which) {
  try {
    check_username(row.username, rules);
    row.email = checked_email(row.email);
  } catch (const error& e) {
    return e.what();
  }
  return secret_problem(row, rules, which);
}

}  // namespace

import_column import_column_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, import_column>, 7> known = {{
      {"username", import_column::username},
      {"email", import_column::email},
      {"password", import_column::password},
      {"password_hash", import_column::password_hash},
      {"id", import_column::ignored},
      {"created_at", import_column::ignored},
      {"updated_at", import_column::ignored},
  }};
  const std::string lower = to_lower(name);
  const auto* const found = std::find_if(known.begin(), known.end(),
                                         [&](const auto& each) { return each.first == lower; });
  return found == known.end() ? import_column::unknown : found->second;
}

void set_column(import_row& row, import_column column, std::string value) {
  switch (column) {
    case import_column::username:
      row.username = std::move(value);
      break;
    case import_column::email:
      row.email = std::move(value);
      break;
    case import_column::password:
      row.password = std::move(value);
      break;
    case import_column::password_hash:
      row.password_hash = std::move(value);
      break;
    case import_column::ignored:
    case import_column::unknown:
      break;
  }
}

user_file read_csv_users(std::string_view text) {
  csv_reader reader(text);
  csv_record record;
  if (!reader.next(record)) {
    throw bad_header(1, fmt::format("There are no column names. {}", expected_columns));
  }
  const std::vector<import_column> columns = read_header(record);
  user_file file;
  while (reader.next(record)) {
    if (record.problem.empty() && record.fields.size() != columns.size()) {
      record.problem =
          fmt::format("The row has {}; the first line has {}.",
                      counted(record.fields.size(), "value"), counted(columns.size(), "column"));
    }
    if (!record.problem.empty()) {
      file.problems.push_back({record.line, record.problem});
      continue;
    }
    import_row& row = file.rows.emplace_back();
    row.line = record.line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      set_column(row, columns[i], std::move(record.fields[i]));
    }
  }
  return file;
}

void check_user_file(user_file& file, const account_rules& rules, passwords which) {
  seen_values names("username");
  seen_values addresses("email address");
  names.reserve(file.rows.size());
  addresses.reserve(file.rows.size());
  std::erase_if(file.rows, [&](import_row& row) {
    std::string problem = problem_of(row, rules, which);
    if (problem.empty()) problem = names.add(row.username, row.line);
    if (problem.empty()) problem = addresses.add(row.email, row.line);
    if (problem.empty()) return false;
    file.problems.push_back({row.line, std::move(problem)});
    return true;
  });
  std::stable_sort(file.problems.begin(), file.problems.end(),
                   [](const row_problem& a, const row_problem& b) { return a.line < b.line; });
}

}  // namespace fz
