#include "core/command/list_users.hpp"

#include "cmd/commands.hpp"
#include "cmd/json_output.hpp"
#include "cmd/terminal.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fz::cmd {
namespace {

struct list_line {
  std::optional<std::size_t> limit;
  std::optional<std::size_t> offset;
  std::optional<std::string> format;
};

using cells = std::array<std::string, 5>;

const cells header = {"id", "username", "email", "created_at", "updated_at"};

cells cells_of(const account& a) {
  return {std::to_string(a.id), a.username, a.email, a.created_at, a.updated_at.value_or("")};
}

std::vector<cells> rows_of(const std::vector<account>& accounts) {
  std::vector<cells> rows = {header};
  for (const account& a : accounts) rows.push_back(cells_of(a));
  return rows;
}

void make_printable(std::vector<cells>& rows) {
  for (cells& row : rows) {
    for (std::string& cell : row) cell = printable(cell);
  }
}

/// Columns with two blanks between them. The last is left out if no account has a value there.
std::string to_text(const std::vector<account>& accounts) {
  std::vector<cells> rows = rows_of(accounts);
  make_printable(rows);
  const bool updated = std::any_of(accounts.begin(), accounts.end(),
                                   [](const account& a) { return a.updated_at.has_value(); });
  const std::size_t columns = header.size() - (updated ? 0 : 1);
  std::array<std::size_t, header.size()> widths{};
  for (const cells& row : rows) {
    for (std::size_t i = 0; i < columns; ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  std::string text;
  for (const cells& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < columns; ++i) {
      line += row[i] + std::string(widths[i] - display_width(row[i]) + 2, ' ');
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

/// A field as RFC 4180 has it: in quotes where it must be.
std::string csv_field(const std::string& value) {
  if (value.find_first_of(",\"\r\n") == std::string::npos) return value;
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

/// Exactly what the database has; but a terminal gets nothing that it would obey.
std::string to_csv(const std::vector<account>& accounts) {
  std::vector<cells> rows = rows_of(accounts);
  if (is_terminal(stdout)) make_printable(rows);
  std::string text;
  for (const cells& row : rows) {
    std::vector<std::string> fields;
    for (const std::string& cell : row) fields.push_back(csv_field(cell));
    text += join(fields, ",") + "\n";
  }
  return text;
}

std::int64_t number(std::size_t given) {
  return static_cast<std::int64_t>(std::min<std::size_t>(given, INT64_MAX));
}

task<int> run(session& s, std::shared_ptr<list_line> line) {
  page wanted;
  if (line->limit) wanted.limit = number(*line->limit);
  if (line->offset) wanted.offset = number(*line->offset);
  const std::vector<account> accounts = co_await fz::command::list_users(s.environment(), wanted);
  const std::string format = line->format.value_or(s.json() ? "json" : "text");
  print(format == "json"  ? to_json(accounts)
        : format == "csv" ? to_csv(accounts)
                          : to_text(accounts));
  co_return 0;
}

}  // namespace

void add_list_users(command& top) {
  top.subcommand("list-users", "List the accounts in the order of their ids", [](command added) {
    const auto line = std::make_shared<list_line>();
    added.option("--limit", line->limit, "N", "Not more than N of them")
        .option("--offset", line->offset, "N", "Leave out the first N")
        .choice("--format", line->format, {"text", "json", "csv"}, "How they are printed")
        .examples({"fz list-users", "fz list-users --format csv > users.csv",
                   "fz list-users --format json --limit 50 --offset 100"});
    added.runs([line](session& s) { return run(s, line); });
  });
}

}  // namespace fz::cmd
