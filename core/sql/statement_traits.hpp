#pragma once

#include "core/sql/dialect.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fz {

/// What a statement does to the transaction around it.
enum class transaction_command {
  none,
  begin,      ///< BEGIN, START TRANSACTION
  commit,     ///< COMMIT, END
  rollback,   ///< ROLLBACK, ABORT
  prepare,    ///< PREPARE TRANSACTION: ends it, neither committed nor rolled back
  savepoint,  ///< SAVEPOINT, RELEASE, ROLLBACK TO: stays within it
};

/// How the database takes a statement inside a transaction.
enum class inside_transaction {
  works,
  is_refused,  ///< PostgreSQL: SQLSTATE 25001
  is_ignored,  ///< it is taken and does nothing
};

/// Whether a statement changes something that lasts until it is set again.
enum class session_effect {
  none,
  possible,  ///< it runs code that the text does not show: CALL, SELECT f(), EXECUTE in a DO
  certain,
};

enum class setting_scope { session, transaction };

/// SET, RESET and set_config() of PostgreSQL, PRAGMA of SQLite.
struct setting_change {
  std::string name;  ///< in lower case; "all" for RESET ALL; "" if the text does not show it
  /// As it is written, a single string without its quotes; nothing if the text does not show it.
  std::optional<std::string> value = {};
  setting_scope scope = setting_scope::session;
  bool is_reset = false;  ///< back to its default

  bool operator==(const setting_change&) const = default;
};

/// Which way the data of PostgreSQL's COPY goes through the client.
enum class copy_direction { from_client, to_client };

/// What a statement makes or drops that cannot be part of a transaction.
enum class recoverable_kind {
  index,             ///< CREATE INDEX CONCURRENTLY, DROP INDEX CONCURRENTLY
  reindex_index,     ///< REINDEX INDEX
  reindex_table,     ///< REINDEX TABLE
  reindex_schema,    ///< REINDEX SCHEMA
  reindex_database,  ///< REINDEX DATABASE, REINDEX SYSTEM
  detach,            ///< ALTER TABLE … DETACH PARTITION … CONCURRENTLY
  database,
  tablespace,
  subscription,
};

/// What to look up in the catalog to know whether an interrupted statement was carried out. Names
/// are as they are written, quotes and schema included.
struct recoverable_object {
  recoverable_kind kind = recoverable_kind::index;
  bool is_made = false;    ///< made, not dropped or changed
  std::string name = {};   ///< of the object; of the partition; "" for an index without a name
  std::string table = {};  ///< of CREATE INDEX; of DETACH PARTITION: the parent
  bool if_exists = false;
  bool if_not_exists = false;

  bool operator==(const recoverable_object&) const = default;
};

/// Everything that fz wants to know of one statement, read from its text alone. The functions that
/// a trigger, a default or an INSERT, UPDATE, DELETE or MERGE calls are not looked into: only a
/// call of set_config() or of an advisory lock in the statement's own text is seen.
struct statement_traits {
  /// The words that make the first four so, in capitals, for a message: "START TRANSACTION",
  /// "CREATE INDEX CONCURRENTLY", "PRAGMA foreign_keys".
  std::string words = {};
  transaction_command transaction = transaction_command::none;
  bool chain = false;  ///< … AND CHAIN: the next transaction begins at once
  inside_transaction inside = inside_transaction::works;
  /// SET TRANSACTION …: a query before it in the transaction would make the server refuse it.
  bool must_be_first_in_transaction = false;

  /// It may commit in its middle: CALL, a DO with COMMIT, ROLLBACK or CALL in it.
  bool may_commit_itself = false;
  /// It must not share a transaction with a note about it: it commits, or is refused or ignored
  /// inside one; and every PRAGMA and ATTACH.
  bool runs_alone = false;
  /// It waits for other transactions for as long as they take; a lock_timeout would only break it.
  bool builds_concurrently = false;
  std::optional<recoverable_object> recoverable = {};

  /// It changes what outlives the transaction: settings, role, prepared statements, LISTEN,
  /// advisory locks, temporary objects, cursors WITH HOLD, attached databases.
  session_effect session = session_effect::none;
  /// It changes settings until the transaction ends (SET LOCAL), or a temporary table that is
  /// dropped then: the version row would be written with them.
  session_effect in_transaction = session_effect::none;
  /// It prepares the session and does nothing else; in a new session it is to be run again.
  bool sets_up_session = false;
  std::optional<setting_change> setting = {};
  /// SET standard_conforming_strings: whether a backslash in '…' escapes from here on.
  std::optional<bool> backslash_escapes = {};
  bool sets_search_path = false;
  bool sets_role = false;  ///< SET ROLE, SET SESSION AUTHORIZATION, and their RESET
  bool makes_temporary_objects = false;
  /// It drops prepared statements that it did not prepare: DEALLOCATE ALL, DISCARD ALL.
  bool forgets_prepared_statements = false;

  std::optional<copy_direction> client_copy = {};
  /// Why fz need not run it, as a sentence: it says what holds anyway. Empty otherwise.
  std::string_view needless = {};
  /// The name of a command of psql or sqlite3, which is not SQL: "\\set", ".read".
  std::string shell_command = {};

  bool operator==(const statement_traits&) const = default;
};

/// What the statement, as split_statements() gives it, does. Never throws for a text of any kind; a
/// string that is never closed ends it. For most statements only the first word is read; the text
/// of INSERT, UPDATE, DELETE, MERGE, COPY and CREATE TABLE is searched for a few names, at the
/// speed of memory.
statement_traits describe(std::string_view sql, dialect d);

/// True if it begins or ends a transaction.
bool controls_transaction(const statement_traits& t);

}  // namespace fz
