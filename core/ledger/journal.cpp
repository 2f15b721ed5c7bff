#include "core/ledger/journal.hpp"

#include "core/database/database_error.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz {

std::string in_words(const journal_entry& entry) {
  std::string text = fmt::format(
      "The {} of revision {} was stopped half-way, outside of a transaction: {} carried out",
      printable(entry.direction), printable(entry.revision),
      counted(static_cast<std::size_t>(entry.done), "statement"));
  if (entry.started > 0) text += fmt::format(", and statement {} was begun", entry.started);
  return text;
}

journal::journal(const version_table& beside, dialect d)
    : table_{beside.name() + "_journal", beside.schema()},
      quoted_(table_.qualified_name()),
      dialect_(d) {}

task<std::optional<journal_entry>> journal::read(connection& c) const {
  statement query(fmt::format(
      "SELECT revision, direction, done, started, digest, broken_off FROM {}", quoted_));
  outcome<std::vector<row>> found;
  co_await found.capture(c.query(std::move(query)));
  if (condition_of(found.failure()) == database_condition::undefined_table) co_return std::nullopt;
  const std::vector<row> rows = found.take();
  if (rows.empty()) co_return std::nullopt;
  const row& r = rows.front();
  journal_entry entry;
  entry.revision = r.text("revision");
  entry.direction = r.text("direction");
  entry.done = r.integer("done");
  entry.started = r.integer("started");
  entry.digest = r.text("digest");
  entry.broken_off = r.integer("broken_off") != 0;
  co_return entry;
}

statement journal::creation() const {
  return statement(
      fmt::format("CREATE TABLE IF NOT EXISTS {} (\n"
                  "\trevision VARCHAR(255) NOT NULL,\n"
                  "\tdirection VARCHAR(9) NOT NULL,\n"
                  "\tdone INTEGER NOT NULL,\n"
                  "\tstarted INTEGER NOT NULL,\n"
                  "\tdigest VARCHAR(64) NOT NULL,\n"
                  "\tbroken_off INTEGER NOT NULL\n"
                  ")",
                  quoted_));
}

statement journal::removal() const { return statement("DROP TABLE " + quoted_); }

batch::change journal::beginning(const journal_entry& first) const {
  const std::string sql = fmt::format(
      "INSERT INTO {0} (revision, direction, done, started, digest, broken_off) "
      "SELECT {1}, {2}, CAST({3} AS INTEGER), CAST({4} AS INTEGER), {5}, CAST({6} AS INTEGER) "
      "WHERE NOT EXISTS (SELECT 1 FROM {0})",
      quoted_, mark(1), mark(2), mark(3), mark(4), mark(5), mark(6));
  return {statement(sql, parameters{first.revision, first.direction, first.done, first.started,
                                    first.digest, std::int64_t{first.broken_off}}),
          1, is_another()};
}

batch::change journal::progress(const journal_entry& from, const journal_entry& to) const {
  const std::string sql = fmt::format(
      "UPDATE {} SET done = {}, started = {}, digest = {}, broken_off = CAST({} AS INTEGER) "
      "WHERE revision = {} AND direction = {} AND done = {} AND started = {}",
      quoted_, mark(1), mark(2), mark(3), mark(4), mark(5), mark(6), mark(7), mark(8));
  return {statement(sql, parameters{to.done, to.started, to.digest, std::int64_t{to.broken_off},
                                    from.revision, from.direction, from.done, from.started}),
          1, is_another()};
}

batch::change journal::ending(const journal_entry& last) const {
  const std::string sql = fmt::format(
      "DELETE FROM {} WHERE revision = {} AND direction = {} AND done = {} AND started = {}",
      quoted_, mark(1), mark(2), mark(3), mark(4));
  return {statement(sql, parameters{last.revision, last.direction, last.done, last.started}), 1,
          is_another()};
}

std::string journal::is_another() const {
  return fmt::format("Another run has written in {} meanwhile; this one stops",
                     printable(table_.name));
}

std::string journal::mark(int number) const {
  return dialect_ == dialect::sqlite ? "?" : fmt::format("${}", number);
}

}  // namespace fz
