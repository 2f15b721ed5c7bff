#include "core/database/sqlite/database.hpp"

#include "core/async/cancellation.hpp"
#include "core/database/sqlite/error.hpp"
#include "core/database/sqlite/prepared_statement.hpp"

#include <SQLiteCpp/Exception.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <thread>
#include <utility>

namespace fz::sqlite {
namespace {

/// How many instructions of SQLite's virtual machine run between two looks at the stop flag:
/// well under a millisecond's worth, and too many to cost anything.
constexpr int instructions_between_looks = 10'000;

SQLite::Database open_file(const std::string& name, int flags) {
  SQLite::Database opened(name, flags);
  sqlite3_extended_result_codes(opened.getHandle(), 1);
  return opened;
}

/// True if the file can be opened after all: it came into being a moment after it could not.
bool has_just_appeared(const std::filesystem::path& path, int code) {
  return (code & 0xFF) == SQLITE_CANTOPEN && ::access(path.c_str(), R_OK) == 0 &&
         std::filesystem::is_regular_file(path);
}

SQLite::Database open_database(const options& options) {
  using access = options::access;
  // Calls take turns already (turn_), so SQLite need not lock each of its own.
  int flags = SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX;
  if (options.how == access::create || options.path.empty()) flags |= SQLite::OPEN_CREATE;
  const std::string name = options.path.empty() ? ":memory:" : options.path.string();
  try {
    return open_file(name, flags);
  } catch (const SQLite::Exception& e) {
    if (!has_just_appeared(options.path, e.getExtendedErrorCode())) {
      throw open_error(options.path, e.getExtendedErrorCode(), e.getErrorStr());
    }
  }
  try {
    return open_file(name, flags);
  } catch (const SQLite::Exception& e) {
    throw open_error(options.path, e.getExtendedErrorCode(), e.getErrorStr());
  }
}

/// SQLite itself tries a statement anew once if another connection changed the schema meanwhile; if
/// that continues, it says SQLITE_SCHEMA, or "no such table" from a schema that is out of date.
/// Nothing of the statement has been run then.
template <class Work>
auto while_others_change_the_schema(Work work) {
  for (int attempts_left = 100;; --attempts_left) {
    try {
      return work();
    } catch (const SQLite::Exception& e) {
      if ((e.getExtendedErrorCode() & 0xFF) != SQLITE_SCHEMA || attempts_left == 0) throw;
    }
  }
}

std::string text_of_first(const row& r) { return r.size() == 0 ? "" : to_string(r[0]); }

}  // namespace

/// One call's turn: while it lives, no other call runs and `stop` is the flag looked at.
class database_file::call {
 public:
  call(database_file& database, stop_flag& stop) : lock_(database.turn_), database_(database) {
    database_.current_ = &stop;
    database_.stop_if_asked();
  }
  call(const call&) = delete;
  call& operator=(const call&) = delete;
  ~call() {
    database_.current_ = nullptr;
    database_.in_transaction_ = sqlite3_get_autocommit(database_.database_.getHandle()) == 0;
  }

 private:
  std::lock_guard<std::mutex> lock_;
  database_file& database_;
};

database_file::database_file(const options& options)
    : database_(open_database(options)), lock_timeout_(options.lock_timeout) {
  sqlite3* handle = database_.getHandle();
  sqlite3_busy_handler(handle, &database_file::on_busy, this);
  sqlite3_progress_handler(handle, instructions_between_looks, &database_file::on_progress, this);
  if (options.how == options::access::read_only) run(statement("PRAGMA query_only = 1"));
}

std::uint64_t database_file::execute(const statement& s, stop_flag& stop) {
  const call turn(*this, stop);
  return run_counted(s);
}

std::vector<row> database_file::query(const statement& s, stop_flag& stop) {
  const call turn(*this, stop);
  return rows_of(s);
}

database_file::cursor::cursor(database_file& database, statement query)
    : database_(database), query_(std::move(query)) {}

database_file::cursor::~cursor() {
  const std::lock_guard<std::mutex> turn(database_.turn_);
  prepared_.reset();
}

std::vector<row> database_file::cursor::next(std::size_t most, stop_flag& stop) {
  const call turn(database_, stop);
  std::vector<row> rows;
  const auto first_step = [&] {
    prepared_ = std::make_unique<prepared_statement>(database_.database_.getHandle(), query_);
    return prepared_->step();
  };
  try {
    bool more = prepared_ ? prepared_->step() : while_others_change_the_schema(first_step);
    for (; more; more = prepared_->step()) {
      rows.push_back(prepared_->current_row());
      if (rows.size() == most) return rows;
      database_.stop_if_asked();
    }
  } catch (const SQLite::Exception& e) {
    database_.fail(e, query_);
  }
  return rows;
}

batch_result database_file::execute(const batch& b, stop_flag& stop) {
  const call turn(*this, stop);
  return b.how == batch::mode::transaction ? run_in_transaction(b) : run(b);
}

void database_file::save_session(stop_flag& stop) {
  const call turn(*this, stop);
  saved_session_.emplace(database_.getHandle());
}

void database_file::restore_session(stop_flag& stop) {
  const call turn(*this, stop);
  undo_session_changes();
}

database_file::kept_journal::kept_journal(database_file& database)
    : database_(database),
      is_kept_(database_.set_journal_mode("PRAGMA main.journal_mode") == "delete" &&
               database_.set_journal_mode("PRAGMA main.journal_mode = PERSIST") == "persist") {}

database_file::kept_journal::~kept_journal() {
  if (is_kept_) database_.set_journal_mode("PRAGMA main.journal_mode = DELETE");
}

/// The mode that there is now; empty if it cannot be read: that is not a reason to fail.
std::string database_file::set_journal_mode(const char* pragma) {
  stop_flag not_asked = false;
  const call turn(*this, not_asked);
  std::string mode;
  const auto read = [](void* to, int, char** texts, char**) {
    *static_cast<std::string*>(to) = texts[0];
    return 0;
  };
  sqlite3_exec(database_.getHandle(), pragma, read, &mode, nullptr);
  return mode;
}

void database_file::interrupt(stop_flag& stop) {
  stop = true;
  if (current_ == &stop) sqlite3_interrupt(database_.getHandle());
}

void database_file::run(const statement& s) {
  const auto work = [&] {
    prepared_statement prepared(database_.getHandle(), s);
    while (prepared.step()) stop_if_asked();
  };
  try {
    while_others_change_the_schema(work);
  } catch (const SQLite::Exception& e) {
    fail(e, s);
  }
}

std::uint64_t database_file::run_counted(const statement& s) {
  sqlite3* const handle = database_.getHandle();
  const sqlite3_int64 before = sqlite3_total_changes64(handle);
  run(s);
  // sqlite3_changes() keeps the last writer's number when a statement such as DDL changes none.
  const bool changed = sqlite3_total_changes64(handle) != before;
  return changed ? static_cast<std::uint64_t>(sqlite3_changes64(handle)) : 0;
}

std::vector<row> database_file::rows_of(const statement& s) {
  const auto work = [&] {
    prepared_statement prepared(database_.getHandle(), s);
    std::vector<row> rows;
    while (prepared.step()) rows.push_back(prepared.current_row());
    return rows;
  };
  try {
    return while_others_change_the_schema(work);
  } catch (const SQLite::Exception& e) {
    fail(e, s);
  }
}

batch_result database_file::run(const batch& b) {
  for (const statement& s : b.preparation) run(s);
  if (b.expected) {
    std::vector<std::string> found = texts_of(*b.expected);
    if (found != b.expected->texts) return {false, std::move(found)};
  }
  if (b.script) run_script(*b.script);
  if (b.session == batch::session_after::restored) undo_session_changes();
  if (b.unchanged) look_again(*b.unchanged);
  for (const batch::change& change : b.changes) {
    if (run_counted(change.sql) != change.rows) throw wrong_number_of_rows(change);
  }
  for (const statement& s : b.afterwards) run(s);
  return {};
}

std::vector<std::string> database_file::texts_of(const batch::precondition& expected) {
  std::vector<std::string> texts;
  for (const row& r : rows_of(expected.query)) texts.push_back(text_of_first(r));
  return texts;
}

void database_file::look_again(const batch::precondition& expected) {
  try {
    if (texts_of(expected) == expected.texts) return;
  } catch (const database_error& refused) {
    throw look_failed(expected, refused);
  }
  throw does_not_hold(expected);
}

/// PRAGMA busy_timeout has put a handler of SQLite's in the place of fz's.
void database_file::undo_session_changes() {
  if (!saved_session_) return;
  sqlite3* const handle = database_.getHandle();
  sqlite3_busy_handler(handle, &database_file::on_busy, this);
  for (const std::string& sql : saved_session_->undoing_statements(handle)) run(statement(sql));
}

/// A step in a transaction can attach a database; only after it can it be detached.
void database_file::detach_databases() {
  if (!saved_session_) return;
  for (const std::string& sql : saved_session_->detaching_statements(database_.getHandle())) {
    run(statement(sql));
  }
}

void database_file::run_script(const statement_source& script) {
  const auto reader = script.open();
  while (const statement* s = reader->next()) {
    stop_if_asked();
    run(*s);
    statements_done_.fetch_add(1, std::memory_order_relaxed);
  }
}

batch_result database_file::run_in_transaction(const batch& b) {
  run(statement("BEGIN IMMEDIATE"));
  try {
    batch_result result = run(b);
    run(statement(result.done ? "COMMIT" : "ROLLBACK"));
    if (b.session == batch::session_after::restored) detach_databases();
    return result;
  } catch (...) {
    // Some errors (a full disk, RAISE(ROLLBACK)) have rolled back already.
    const auto failure = std::current_exception();
    if (sqlite3_get_autocommit(database_.getHandle()) == 0) {
      *current_.load() = false;  // the rollback itself is not to be stopped
      run(statement("ROLLBACK"));
    }
    std::rethrow_exception(failure);
  }
}

void database_file::stop_if_asked() const {
  if (const stop_flag* stop = current_; stop != nullptr && *stop) throw_cancelled();
}

void database_file::fail(const SQLite::Exception& e, const statement& s) const {
  stop_if_asked();
  throw statement_error(e.getExtendedErrorCode(), e.what(), s,
                        sqlite3_error_offset(database_.getHandle()), database_.getFilename());
}

/// Waits a little longer each time, up to 25 ms, until the lock is free, time is up or the call is
/// to stop. (SQLite's own handler could not be stopped.)
int database_file::on_busy(void* self, int attempts) {
  auto& database = *static_cast<database_file*>(self);
  const auto now = std::chrono::steady_clock::now();
  if (attempts == 0) database.busy_since_ = now;
  const stop_flag* stop = database.current_;
  if (now - database.busy_since_ >= database.lock_timeout_ || (stop != nullptr && *stop)) return 0;
  std::this_thread::sleep_for(std::chrono::milliseconds(std::min(attempts + 1, 25)));
  return 1;
}

int database_file::on_progress(void* self) {
  const stop_flag* stop = static_cast<database_file*>(self)->current_;
  return stop != nullptr && *stop ? 1 : 0;
}

}  // namespace fz::sqlite
