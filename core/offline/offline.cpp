#include "core/offline/offline.hpp"

#include "core/offline/shell_statement.hpp"
#include "core/sql/quoting.hpp"
#include "core/sql/sqlite_session.hpp"
#include "core/sql/statement_traits.hpp"
#include "core/sql/transaction_opening.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <variant>

namespace fz {
namespace {

constexpr std::string_view sqlite_head =
    "-- Run this with: sqlite3 DATABASE < SCRIPT\n"
    ".bail on\n"
    "\n"
    "PRAGMA foreign_keys = OFF;\n"
    "\n";

constexpr std::string_view sqlite_guard_head =
    "CREATE TEMP TABLE IF NOT EXISTS fz_version_guard (\n"
    "  holds INTEGER CONSTRAINT \"the database is not where this step starts\" CHECK (holds)\n"
    ");\n"
    "\n";

constexpr std::string_view postgresql_head =
    "-- Run this with: psql -X -q -f SCRIPT DATABASE\n"
    "\\set ON_ERROR_STOP on\n"
    "\n"
    "SET client_encoding = 'UTF8';\n"
    "\n"
    "SET standard_conforming_strings = on;\n"
    "\n";

const script_ptr& script_of(const step& s, const step_body& body) {
  if (const auto* script = std::get_if<script_ptr>(&body.work)) return *script;
  throw error(error_kind::script,
              fmt::format("Revision {} is written in C++, so it cannot be part of an SQL script.",
                          printable(s.subject->id)));
}

/// PostgreSQL would only warn of the next BEGIN.
void check_transactions_end(const revision& r, const std::vector<statement>& script, dialect d) {
  const statement* open = nullptr;
  for (const statement& each : script) {
    const statement_traits t = describe(each.sql, d);
    if (!controls_transaction(t)) continue;
    const bool begins = t.transaction == transaction_command::begin || t.chain;
    open = begins ? &each : nullptr;
  }
  if (open == nullptr) return;
  throw error_at(
      error_kind::script, open->position,
      fmt::format("Revision {} begins a transaction here and does not end it.", printable(r.id)));
}

class script_writer {
 public:
  explicit script_writer(const script_setting& setting)
      : setting_(setting), table_(setting.table.qualified_name()) {
    text_ = is_sqlite() ? sqlite_head : postgresql_head;
    own_.settings = {{"client_encoding", "UTF8"}, {"standard_conforming_strings", "on"}};
    own_.settings.insert(own_.settings.end(), setting.settings.begin(), setting.settings.end());
    own_.locks.emplace();
    if (!is_sqlite() && !setting.settings.empty()) add(setting_block(setting.settings).sql);
    if (setting.tag) comment("Tag: " + printable(*setting.tag));
  }

  /// Everything in one transaction.
  void write_whole(const plan& p, const std::vector<step_body>& bodies) {
    begin_guards(p.rows_before);
    begin();
    guard();
    for (std::size_t i = 0; i < p.steps.size(); ++i) {
      announce(p.steps[i]);
      if (p.steps[i].subject != nullptr) work(script_of(p.steps[i], bodies[i]), bodies[i]);
      settle(p.steps[i], bodies[i]);
    }
    commit();
    undo_after_commit();
  }

  /// Each step in its own.
  void write_each(const plan& p, const std::vector<step_body>& bodies) {
    begin_guards(p.rows_before);
    for (std::size_t i = 0; i < p.steps.size(); ++i) {
      announce(p.steps[i]);
      begin();
      if (bodies[i].transactional) {
        const split_script script =
            split_opening(script_of(p.steps[i], bodies[i]), setting_.dialect);
        add_all(script.opening);
        guard();
        work(script.rest, bodies[i]);
      } else {
        guard();
        work_outside(p.steps[i], bodies[i]);
      }
      settle(p.steps[i], bodies[i]);
      commit();
      undo_after_commit();
    }
  }

  void create_version_table() {
    for (const statement& s : setting_.table.creation_with_schema(setting_.dialect)) add(s.sql);
  }

  void comment(const std::string& line) { text_ += fmt::format("-- {}\n\n", line); }

  std::string take() { return std::move(text_); }

 private:
  bool is_sqlite() const { return setting_.dialect == dialect::sqlite; }

  void add(std::string_view sql) { text_ += fmt::format("{};\n\n", sql); }

  void announce(const step& s) { text_ += fmt::format("-- Running {}\n\n", to_string(s)); }

  void begin() { add(is_sqlite() ? "BEGIN IMMEDIATE" : "BEGIN"); }
  void commit() { add("COMMIT"); }

  void work(const script_ptr& of, const step_body& body) {
    const std::vector<statement> script = statements_of(of);
    add_all(script);
    if (may_touch_session(body)) restore_session(script);
  }

  /// In a transaction.
  void restore_session(const std::vector<statement>& script) {
    comment("The session is again what it was before the step.");
    if (is_sqlite()) {
      for (undoing_statement& each : undoing_statements(script)) {
        each.after_commit ? after_commit_.push_back(std::move(each.sql)) : add(each.sql);
      }
    } else {
      for (const statement& each : restoring_statements(own_)) add(each.sql);
    }
  }

  void undo_after_commit() {
    for (const std::string& each : std::exchange(after_commit_, {})) add(each);
  }

  void add_all(const std::vector<statement>& script) {
    bool backslash_escapes = false;
    for (const statement& each : script) {
      add(shell_statement(each, setting_.dialect, backslash_escapes));
      const statement_traits t = describe(each.sql, setting_.dialect);
      backslash_escapes = t.backslash_escapes.value_or(backslash_escapes);
    }
  }

  void work_outside(const step& s, const step_body& body) {
    const std::vector<statement> script = statements_of(script_of(s, body));
    check_transactions_end(*s.subject, script, setting_.dialect);
    commit();
    comment("Outside of a transaction (transaction=off): what ran before an error stays.");
    add_all(script);
    comment("Inside a transaction again.");
    begin();
    if (may_touch_session(body)) restore_session(script);
    guard();
  }

  void settle(const step& s, const step_body& body) {
    if (setting_.history) {
      add(setting_.history->literal_row(entry_of(s, body.sha256), setting_.dialect));
    }
    for (const std::string& each : setting_.table.literal_changes(s.changes)) add(each);
    carry_out(s.changes, rows_);
  }

  void begin_guards(const std::vector<std::string>& rows) {
    rows_ = rows;
    table_may_be_missing_ = rows.empty();
    history_may_be_missing_ = setting_.history.has_value();
    if (is_sqlite()) text_ += sqlite_guard_head;
  }

  /// In a transaction: what fails unless the version table holds exactly the rows_.
  void guard() {
    if (std::exchange(table_may_be_missing_, false)) create_version_table();
    if (std::exchange(history_may_be_missing_, false)) {
      add(setting_.history->creation(setting_.dialect).sql);
    }
    if (is_sqlite()) {
      guard_sqlite();
    } else {
      guard_postgresql();
    }
  }

  std::string row_list() const {
    std::vector<std::string> literals;
    for (const std::string& row : rows_) literals.push_back(string_literal(row));
    return join(literals, ", ");
  }

  void guard_sqlite() {
    const std::string those = rows_.empty() ? ""
                                            : fmt::format(" AND total(version_num IN ({})) = {}",
                                                          row_list(), rows_.size());
    add(fmt::format("INSERT INTO temp.fz_version_guard\nSELECT count(*) = {}{} FROM {}",
                    rows_.size(), those, table_));
  }

  void guard_postgresql() {
    // Two scripts at once: the second waits here and then sees what the first has left.
    add(fmt::format("LOCK TABLE {} IN EXCLUSIVE MODE", table_));
    const std::string others =
        rows_.empty()
            ? ""
            : fmt::format("\n      OR (SELECT count(*) FROM {} WHERE version_num IN ({})) <> {}",
                          table_, row_list(), rows_.size());
    const std::string where = rows_.empty() ? "base" : enumerate(rows_);
    const std::string block = fmt::format(
        "BEGIN\n"
        "  IF (SELECT count(*) FROM {}) <> {}{} THEN\n"
        "    RAISE EXCEPTION USING MESSAGE = {};\n"
        "  END IF;\n"
        "END",
        table_, rows_.size(), others,
        string_literal(fmt::format("the database is not at {}, where this step starts", where)));
    add("DO " + dollar_quoted(block));
  }

  const script_setting& setting_;
  own_session own_;
  std::string table_;
  std::string text_;
  std::vector<std::string> after_commit_;  ///< what cannot be undone in the transaction
  std::vector<std::string> rows_;          ///< of the version table where the script has come to
  bool table_may_be_missing_ = false;
  bool history_may_be_missing_ = false;
};

}  // namespace

std::string offline_script(const plan& p, const std::vector<step_body>& bodies,
                           const script_setting& setting) {
  script_writer script(setting);
  if (p.steps.empty()) {
    script.comment("There is nothing to run.");
  } else if (setting.scope == transaction_scope::all) {
    script.write_whole(p, bodies);
  } else {
    script.write_each(p, bodies);
  }
  return script.take();
}

std::string offline_version_table(const script_setting& setting) {
  script_writer script(setting);
  script.create_version_table();
  return script.take();
}

}  // namespace fz
