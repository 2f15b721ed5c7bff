#pragma once

#include "core/database/batch.hpp"
#include "core/database/row.hpp"
#include "core/database/sqlite/connection.hpp"
#include "core/database/sqlite/session_state.hpp"

#include <SQLiteCpp/Database.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace SQLite {
class Exception;
}  // namespace SQLite

namespace fz::sqlite {

class prepared_statement;

/// An open SQLite database as the threads of a pool use it: everything here blocks. Calls from
/// several threads take turns.
class database_file {
 public:
  /// Set from the loop's thread to stop the one call that it was given to.
  using stop_flag = std::atomic<bool>;

  /// Throws database_error if it cannot be opened.
  explicit database_file(const options& options);
  database_file(const database_file&) = delete;
  database_file& operator=(const database_file&) = delete;

  /// Each throws database_error, or operation_aborted once `stop` is set.
  std::uint64_t execute(const statement& s, stop_flag& stop);
  std::vector<row> query(const statement& s, stop_flag& stop);
  batch_result execute(const batch& b, stop_flag& stop);

  /// See connection.
  void save_session(stop_flag& stop);
  void restore_session(stop_flag& stop);

  /// A query whose rows are fetched some at a time.
  class cursor {
   public:
    cursor(database_file& database, statement query);
    cursor(const cursor&) = delete;
    cursor& operator=(const cursor&) = delete;
    ~cursor();

    /// The next rows, `most` of them or, at the end, fewer; not to be called after that. Throws as
    /// query() does.
    std::vector<row> next(std::size_t most, stop_flag& stop);

   private:
    database_file& database_;
    statement query_;
    std::unique_ptr<prepared_statement> prepared_;
  };

  /// While it lives, transactions keep the file of the rollback journal instead of removing it. To
  /// zero its header commits as surely, and spares the file system to make and remove a file each
  /// time: half of what a small transaction costs. A database in another journal mode keeps its
  /// own.
  class kept_journal {
   public:
    explicit kept_journal(database_file& database);
    kept_journal(const kept_journal&) = delete;
    kept_journal& operator=(const kept_journal&) = delete;
    ~kept_journal();

   private:
    database_file& database_;
    bool is_kept_;
  };

  /// Makes the call that runs with this flag end soon, as does every call that starts with it.
  /// From any thread.
  void interrupt(stop_flag& stop);

  bool in_transaction() const noexcept { return in_transaction_; }

  /// The statements of batches that have ended since counting began. From any thread.
  std::size_t statements_done() const noexcept { return statements_done_; }
  void count_statements_anew() noexcept { statements_done_ = 0; }

 private:
  class call;

  std::string set_journal_mode(const char* pragma);
  void run(const statement& s);
  std::uint64_t run_counted(const statement& s);
  std::vector<row> rows_of(const statement& s);
  batch_result run(const batch& b);
  void run_script(const statement_source& script);
  void look_again(const batch::precondition& expected);
  std::vector<std::string> texts_of(const batch::precondition& expected);
  void undo_session_changes();
  void detach_databases();
  batch_result run_in_transaction(const batch& b);
  void stop_if_asked() const;
  [[noreturn]] void fail(const SQLite::Exception& e, const statement& s) const;

  static int on_busy(void* self, int attempts);
  static int on_progress(void* self);

  SQLite::Database database_;
  std::optional<session_state> saved_session_;
  const std::chrono::milliseconds lock_timeout_;
  std::mutex turn_;
  std::atomic<stop_flag*> current_ = nullptr;  // that of the call that runs
  std::chrono::steady_clock::time_point busy_since_;
  std::atomic<bool> in_transaction_ = false;
  std::atomic<std::size_t> statements_done_ = 0;
};

}  // namespace fz::sqlite
