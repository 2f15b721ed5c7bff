#pragma once

#include "core/async/task.hpp"
#include "core/database/postgresql/libpq.hpp"
#include "core/database/statement.hpp"
#include "core/util/reporter.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <memory>

namespace fz {

/// One session with a server: libpq in its non-blocking mode, its socket watched by the loop. What
/// is sent is answered in order; nothing here looks at cancellation, so whoever has begun a
/// command also reads its answers to their end.
class postgresql_session {
 public:
  /// Takes over a connection that is established; notices of the server go to `reporter`.
  postgresql_session(connection_handle established, const boost::asio::any_io_executor& executor,
                     reporter& reporter);
  postgresql_session(const postgresql_session&) = delete;
  postgresql_session& operator=(const postgresql_session&) = delete;
  ~postgresql_session();

  /// Puts one statement into the way to the server. Throws database_error.
  void send(const statement& s);

  /// Hands everything that was sent to the network; takes in what comes meanwhile.
  task<> flush();

  /// The next answer; none: the command has ended. Throws database_error(connection_lost).
  task<result_handle> next_result();

  /// From here on commands are sent one after the other without their answers; see libpq's
  /// chapter "Pipeline Mode".
  void enter_pipeline();
  void end_of_batch();
  void leave_pipeline();

  /// The answer to the current command comes row by row.
  void answer_row_by_row();

  bool in_transaction() const noexcept;
  bool is_open() const noexcept;

  /// What asks the server, from any thread, to cancel the statement that runs.
  std::shared_ptr<PGcancel> cancel_handle() const;

  const libpq& pq() const noexcept { return pq_; }

 private:
  task<> wait_readable();
  task<> wait_readable_or_writable();
  [[noreturn]] void lost(const statement& s) const;

  const libpq& pq_;
  connection_handle connection_;
  boost::asio::posix::stream_descriptor socket_;
};

}  // namespace fz
