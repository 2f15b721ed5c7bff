#include "core/offline/offline.hpp"
#include "core/revision/identifier.hpp"
#include "core/runtime/step_bodies.hpp"
#include "core/util/text.hpp"
#include "tests/revision/random_graph.hpp"
#include "tests/runtime/project.hpp"
#include "tests/support/co_test.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>

// Random histories with random text in their SQL: what sqlite3 makes of a script is what the runner
// makes of the plan.

namespace fz {
namespace {

bool has_sqlite3() { return std::system("sqlite3 -version >/dev/null 2>&1") == 0; }

/// Everything in the database, as sqlite3 prints it; and what it says to a script given before.
std::string sqlite3(const std::filesystem::path& database, const std::string& input) {
  const std::string command =
      fmt::format("sqlite3 -batch -init /dev/null '{}' \"{}\" 2>&1", database.string(), input);
  std::FILE* out = ::popen(command.c_str(), "r");
  std::string text;
  std::array<char, 4096> buffer;
  for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), out)) > 0;) {
    text.append(buffer.data(), n);
  }
  return fmt::format("{}exit status {}", text, ::pclose(out));
}

std::string content(const std::filesystem::path& database) {
  return sqlite3(database,
                 "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid; "
                 "SELECT rowid, hex(version_num) "
                 "FROM alembic_version; SELECT *, hex(s) FROM log") +
         sqlite3(database, ".dump");
}

/// Pieces that mean something to a splitter or a shell.
std::string random_text(chance& chance, const std::vector<std::string>& pieces) {
  std::string text;
  for (std::size_t n = chance.below(12); n > 0; --n) text += chance.pick(pieces);
  return text;
}

std::string random_string(chance& chance) {
  return "'" + random_text(chance, {"''", ";",  "\n",   "\r\n",  "\r", "\t", ".quit", "go",
                                    "/",  "--", "/*",   "*/",    "\"", "[",  "]",     "`",
                                    ":x", "?1", "END;", "BEGIN", " ",  "ü"}) +
         "'";
}

std::string random_comment(chance& chance) {
  const std::vector<std::string> pieces = {"'", ";",    "\"", "[", "]", "`", ":x",
                                           "?", "END;", " ",  ".", "*", "\r"};
  if (chance.one_in(2)) return "--" + random_text(chance, pieces) + "\n";
  std::vector<std::string> more = pieces;
  more.insert(more.end(), {"\n", "\r\n", "--", "\n.quit\n", "\ngo\n"});
  return "/*" + random_text(chance, more) + " */";
}

std::string random_body(chance& chance, const std::string& id, bool up) {
  const auto note = [&] {
    return fmt::format("INSERT INTO log{}(s) VALUES ({}{}{});{}\n", random_comment(chance),
                       random_string(chance), random_comment(chance), " || '" + id + "'",
                       chance.one_in(3) ? random_comment(chance) : "");
  };
  std::string body = random_comment(chance) + "\nCREATE TABLE IF NOT EXISTS log (s);\n" + note();
  if (!up) return body + fmt::format("DROP TABLE \"t;{}\";\n", id);
  body += fmt::format(
      "CREATE TABLE \"t;{0}\" (x DEFAULT {1}{2});\n"
      "CREATE TRIGGER \"r;{0}\" AFTER INSERT ON \"t;{0}\" BEGIN\n"
      "  {2} INSERT INTO log VALUES (CASE WHEN 1 THEN {1} END); END;\n"
      "INSERT INTO \"t;{0}\" DEFAULT VALUES",
      id, random_string(chance), random_comment(chance));
  return body + (chance.one_in(2) ? ";\n" + note() : "\n");
}

/// Without write_file()'s flush to the disk: there are many.
void put(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

std::string list(const std::vector<std::string>& words) {
  return words.empty() ? "[]" : "[\"" + join(words, "\", \"") + "\"]";
}

void write_files(const test_project& p, chance& chance, const std::vector<revision>& revisions) {
  const bool joins = p.scope == transaction_scope::all;
  for (const revision& r : revisions) {
    const auto section = [&](bool up) {
      const bool outside = !joins && chance.one_in(6);
      return fmt::format("-- fz:{}{}\n{}\n", up ? "upgrade" : "downgrade",
                         outside ? " transaction=off" : "", random_body(chance, r.id, up));
    };
    put(p.versions / (r.id + ".sql"),
        fmt::format("-- +++\n-- revision = \"{}\"\n-- down_revision = {}\n-- depends_on = "
                    "{}\n-- branch_labels = {}\n-- message = \"m\"\n-- create_date = "
                    "{}T00:00:00Z\n-- +++\n{}{}",
                    r.id, list(r.down_revisions), list(r.depends_on), list(r.branch_labels),
                    r.create_date, section(true), section(false)));
  }
}

/// The script for a movement from `from`; nothing if there is no way.
std::optional<std::string> write_script(const test_project& p, direction way,
                                        const std::string& from, const std::string& to) {
  const migrations loaded = p.scripts();
  plan movement;
  try {
    const auto rows = rows_of(loaded.map(), parse_identifier(from));
    movement = make_plan(loaded.map(), rows, way, to);
  } catch (const error&) {
    return std::nullopt;
  }
  if (movement.steps.empty()) return std::nullopt;
  const auto bodies = load_bodies(loaded, movement, dialect::sqlite, p.scope);
  return offline_script(movement, bodies,
                        {version_table("alembic_version"), dialect::sqlite, p.scope});
}

task<bool> moves_alike(chance& chance, std::uint32_t seed) {
  test_project p;
  p.scope = chance.one_in(3) ? transaction_scope::all : transaction_scope::each;
  write_files(p, chance, random_revisions(chance));
  const migrations loaded = p.scripts();
  const node start = static_cast<node>(chance.below(loaded.map().size()));
  const std::string from = chance.one_in(3) ? "heads" : loaded.map()[start].id;
  const std::string to = chance.one_in(3) ? "heads" : random_target(loaded.map(), chance);
  const direction way = chance.one_in(2) ? direction::upgrade : direction::downgrade;
  const std::string begin = way == direction::upgrade && chance.one_in(2) ? "base" : from;
  const auto script = write_script(p, way, begin, to);
  if (!script) co_return false;

  if (begin != "base") co_await p.upgrade(begin);
  const auto offline = p.db.folder.path() / "offline.db";
  if (begin != "base") std::filesystem::copy_file(p.db.file, offline);
  co_await p.run(way, to);
  put(p.db.folder.path() / "script.sql", *script);
  EXPECT_EQ(sqlite3(offline, fmt::format(".read {}", (p.db.folder.path() / "script.sql").string())),
            "exit status 0");
  EXPECT_EQ(content(offline), content(p.db.file))
      << "seed " << seed << ", " << begin << ":" << to << "\n"
      << *script;
  co_return true;
}

CO_TEST(OfflineScript, LeavesWhatTheRunLeaves) {
  if (!has_sqlite3()) {
    std::puts("There is no sqlite3 to run scripts with.");
    co_return;
  }
  std::size_t moved = 0;
  for (std::uint32_t seed = 1; moved < 20 && seed < 400 && !testing::Test::HasFailure(); ++seed) {
    chance chance(seed);
    moved += co_await moves_alike(chance, seed);
  }
  EXPECT_EQ(moved, 20u);
}

}  // namespace
}  // namespace fz
