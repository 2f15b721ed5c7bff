#include "core/importer/dialect_guess.hpp"

#include "core/importer/folder_files.hpp"
#include "core/util/text.hpp"

#include <array>
#include <functional>

namespace fz::importer {
namespace {

constexpr std::array postgresql_words = {"$$",
                                         "serial",
                                         "jsonb",
                                         "timestamptz",
                                         "timestamp with time zone",
                                         "language ",
                                         "::",
                                         "concurrently",
                                         "create extension",
                                         "create type ",
                                         " uuid",
                                         "bytea",
                                         "create schema",
                                         "using gin",
                                         "using gist",
                                         "nextval(",
                                         "set lock_timeout",
                                         "now()",
                                         "identity",
                                         "alter column",
                                         "comment on ",
                                         "double precision",
                                         "owner to",
                                         "grant ",
                                         "create sequence"};
constexpr std::array sqlite_words = {
    "autoincrement", "pragma ", "without rowid",       "strftime(",  "datetime('now", "sqlite_",
    "using fts",     " glob ",  "integer primary key", "julianday(", "unixepoch("};
constexpr std::array mysql_words = {"engine=innodb", "auto_increment", "engine = innodb",
                                    "character set utf8mb4", "unsigned not null"};

template <std::size_t n>
std::size_t count_words(const std::string& text, const std::array<const char*, n>& words) {
  std::size_t found = 0;
  for (const char* word : words) found += text.find(word) != std::string::npos ? 1 : 0;
  return found;
}

/// Triggers of PostgreSQL call a function; those of SQLite have a body.
bool has_trigger_body(const std::string& text) {
  const std::size_t at = text.find("create trigger");
  return at != std::string::npos && text.find("execute ", at) == std::string::npos;
}

void visit(const migration_folder& folder, const std::function<void(const origin_section&)>& see) {
  for (const origin_migration& each : folder.migrations) {
    for (const auto* sections : {&each.upgrades, &each.downgrades}) {
      for (const origin_section& section : *sections) see(section);
    }
  }
}

}  // namespace

std::optional<dialect> guess_dialect(const migration_folder& folder) {
  std::size_t postgresql = 0;
  std::size_t sqlite = 0;
  visit(folder, [&](const origin_section& section) {
    const std::string text = to_lower(section.text);
    postgresql += count_words(text, postgresql_words);
    sqlite += count_words(text, sqlite_words) + (has_trigger_body(text) ? 3 : 0);
  });
  if (postgresql == sqlite) return std::nullopt;
  return postgresql > sqlite ? dialect::postgresql : dialect::sqlite;
}

std::optional<source_position> find_mysql(const migration_folder& folder) {
  std::optional<source_position> place;
  visit(folder, [&](const origin_section& section) {
    if (place) return;
    for (const text_line& line : lines_of(section.text)) {
      if (count_words(to_lower(line.text), mysql_words) == 0) continue;
      place = {section.start.file, section.start.line + line.number - 1};
      return;
    }
  });
  return place;
}

}  // namespace fz::importer
