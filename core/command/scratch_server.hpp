#pragma once

#include "core/async/cleanup.hpp"
#include "core/async/wait_list.hpp"
#include "core/command/context.hpp"
#include "core/database/database_url.hpp"
#include "core/database/postgresql/private_server.hpp"
#include "core/runtime/database.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace fz::command {

/// Where scratch databases are made: empty databases that are gone when the work on them is done,
/// into which schemas are loaded to be read back.
struct scratch_place {
  database_url url = {};  ///< of any database on the server; SQLite's are in memory
  /// The user has named it for scratch databases: what is done to the whole server is meant.
  bool is_named = false;
};

/// One of them. Has its name before it is made.
struct scratch_database {
  std::string name = {};                       ///< "" in memory
  std::unique_ptr<database> opened = nullptr;  ///< null until it is made
};

/// Makes scratch databases and drops them. Lives as long as the command that works on them.
class scratch_server {
 public:
  /// Nothing is opened yet.
  scratch_server(const context& ctx, scratch_place place);

  fz::dialect dialect() const noexcept { return place_.url.dialect; }
  bool is_named() const noexcept { return place_.is_named; }

  /// Connects to the server, once; drops what killed runs left behind. Where the role may not
  /// create databases, starts a private server if the configuration allows it, else throws
  /// postgresql::no_scratch_database.
  task<> open();

  /// Names everything of the server that what is read from a loaded schema depends on. Opened.
  const std::string& fingerprint() const noexcept { return fingerprint_; }

  /// Runs `work` on a new, empty database, which is dropped however that ends. Opens first.
  template <class T>
  task<T> with_database(std::function<task<T>(database&)> work) {
    scratch_database scratch = named_database();
    task<T> all = create_and_work(scratch, std::move(work));
    cleanup_function drop_it = [this, &scratch](const std::exception_ptr&) {
      return drop(scratch);
    };
    co_return co_await with_cleanup(std::move(all), std::move(drop_it));
  }

  /// PostgreSQL: runs `work` in a transaction on an empty database, and rolls it back. Of several
  /// calls at once each waits for its turn on one database, which the last one drops: to make and
  /// drop a database takes longer than most of such work. Opens first.
  template <class T>
  task<T> with_transaction(std::function<task<T>(connection&)> work) {
    ++sharers_;
    task<T> all = wait_and_work(std::move(work));
    cleanup_function leave = [this](const std::exception_ptr&) { return leave_shared(); };
    co_return co_await with_cleanup(std::move(all), std::move(leave));
  }

  /// For work that is not one function: a database that is to be made, and is dropped by drop()
  /// however the work ends, even where create() did not come to its end.
  scratch_database named_database() const;

  /// Makes it, empty. Opens first.
  task<> create(scratch_database& scratch);
  task<> drop(scratch_database& scratch);

 private:
  template <class T>
  task<T> create_and_work(scratch_database& scratch, std::function<task<T>(database&)> work) {
    co_await create(scratch);
    co_return co_await work(*scratch.opened);
  }

  template <class T>
  task<T> wait_and_work(std::function<task<T>(connection&)> work) {
    while (shared_is_in_use_) co_await waiting_.wait();
    shared_is_in_use_ = true;
    task<T> all = begin_and_work(std::move(work));
    cleanup_function next = [this](const std::exception_ptr&) { return let_next_one(); };
    co_return co_await with_cleanup(std::move(all), std::move(next));
  }

  template <class T>
  task<T> begin_and_work(std::function<task<T>(connection&)> work) {
    if (!shared_.opened) {
      shared_ = named_database();
      co_await create(shared_);
    }
    const pooled_connection used = co_await shared_.opened->connect(access::change);
    co_await used->execute("BEGIN");
    task<T> all = work(*used);
    cleanup_function roll_back = [&used](const std::exception_ptr&) -> task<> {
      co_await used->execute("ROLLBACK");
      co_await used->restore_session();  // what it prepared and locked
    };
    co_return co_await with_cleanup(std::move(all), std::move(roll_back));
  }

  task<> let_next_one();
  task<> leave_shared();
  task<> start_private_server();

  context ctx_;
  scratch_place place_;
  std::unique_ptr<postgresql::private_server> own_;
  std::unique_ptr<engine> server_;
  std::string fingerprint_;
  scratch_database shared_;  // by with_transaction()
  std::size_t sharers_ = 0;  // that run or wait
  bool shared_is_in_use_ = false;
  wait_list waiting_;
};

}  // namespace fz::command
