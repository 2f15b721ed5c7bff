#include "core/users/user_import.hpp"

#include "core/users/csv_reader.hpp"
#include "core/users/email_address.hpp"
#include "core/users/password_hash.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
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
      throw bad_header(header.line, fmt::format("The column {} appears twice.", quote(name)));
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

/// The problems of rows, by their index in the file's rows; empty: no problem.
using problems_by_row = std::vector<std::string>;

/// Finds values that occur twice among the rows without a problem; `member` is the name or address.
/// By sorting hashes: a table of a million texts would be slower, and larger.
void find_repeats(const std::vector<import_row>& rows, std::string import_row::*member,
                  std::string_view what, problems_by_row& problems) {
  std::vector<std::pair<std::size_t, std::size_t>> hashes;
  hashes.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!problems[i].empty()) continue;
    hashes.emplace_back(std::hash<std::string>()(rows[i].*member), i);
  }
  std::sort(hashes.begin(), hashes.end());
  std::size_t begin = 0;  // of the rows with this hash, which mostly have the same text
  for (std::size_t i = 1; i < hashes.size(); ++i) {
    if (hashes[i].first != hashes[i - 1].first) begin = i;
    const import_row& row = rows[hashes[i].second];
    for (std::size_t first = begin; first < i; ++first) {
      const import_row& other = rows[hashes[first].second];
      if (other.*member != row.*member) continue;
      problems[hashes[i].second] =
          fmt::format("The {} {} is that of line {}, too.", what, quote(row.*member), other.line);
      break;
    }
  }
}

std::string secret_problem(const import_row& row, const account_rules& rules, passwords which) {
  if (!row.password.empty() && !row.password_hash.empty()) {
    return "There are both a password and a hash.";
  }
  if (!row.password_hash.empty() && !is_password_hash(row.password_hash)) {
    return "The hash is neither of Argon2 nor of bcrypt.";
  }
  if (!row.password.empty()) return password_problem(row.password, rules);
  const bool missing = row.password_hash.empty() && which == passwords::needed;
  return missing ? "The password is missing." : "";
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
    throw bad_header(1, fmt::format("The column names are missing. {}", expected_columns));
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
  problems_by_row problems(file.rows.size());
  for (std::size_t i = 0; i < problems.size(); ++i) {
    problems[i] = problem_of(file.rows[i], rules, which);
  }
  find_repeats(file.rows, &import_row::username, "username", problems);
  find_repeats(file.rows, &import_row::email, "email address", problems);
  for (std::size_t i = 0; i < problems.size(); ++i) {
    if (problems[i].empty()) continue;
    file.problems.push_back({file.rows[i].line, std::move(problems[i])});
    file.rows[i].line = 0;
  }
  std::erase_if(file.rows, [](const import_row& row) { return row.line == 0; });
  std::stable_sort(file.problems.begin(), file.problems.end(),
                   [](const row_problem& a, const row_problem& b) { return a.line < b.line; });
}

}  // namespace fz
