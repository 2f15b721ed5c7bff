#pragma once

#include "core/async/task.hpp"
#include "core/database/postgresql/libpq.hpp"
#include "core/sql/statement.hpp"
#include "core/util/reporter.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <memory>
#include <string>

namespace fz::postgresql {

/// One session with a server: libpq in its non-blocking mode, its socket watched by the loop. What
/// is sent is answered in order; nothing here looks at cancellation, so a caller that has begun a
/// command also reads its answers to their end. `concerning` is the statement at which a loss of
/// the connection, database_error(connection_lost), is thrown.
class session {
 public:
  /// Takes over a connection that is established; notices of the server go to `reporter`.
  session(connection_handle established, const boost::asio::any_io_executor& executor,
          reporter& reporter);
  session(const session&) = delete;
  session& operator=(const session&) = delete;

  /// Puts one statement into the way to the server. Throws what check_sendable() throws.
  void send(const statement& s);

  /// Lets the server keep a statement, without its values, under a name that no other has.
  std::string prepare(const statement& s);
  /// Sends the statement that is kept under the name, with the values of `s`.
  void send_prepared(const std::string& name, const statement& s);

  /// Hands everything that was sent to the network; takes in what comes meanwhile.
  task<> flush(const statement& concerning);

  /// The next answer; none: the command has ended.
  task<result_handle> next_result(const statement& concerning);

  /// From here on commands are sent one after the other without their answers; see libpq's
  /// chapter "Pipeline Mode".
  void enter_pipeline();
  /// The server gives the answers that it has, and does not keep them for the end of the batch.
  void answers_now();
  void end_of_batch();
  void leave_pipeline();

  /// Notices are those of the user's statements from here on, or of fz's own, which only debugging
  /// shows.
  void notices_are_own(bool own) noexcept { own_notices_ = own; }

  /// The answer to the current command comes row by row.
  void answer_row_by_row();

  bool in_transaction() const noexcept;

  /// Between two commands it also notices that the server went away meanwhile.
  bool is_open() const noexcept;

  /// The server's process, as the server said when the session began; with a pooler another number.
  int server_process() const noexcept;

  /// True if the server reports a parameter of this name by itself.
  bool knows(const char* parameter) const noexcept;

  /// What asks the server, from any thread, to cancel the statement that runs.
  std::shared_ptr<PGcancel> cancel_handle() const;

  const libpq& pq() const noexcept { return pq_; }

 private:
  static void take_notice(void* self, const PGresult* notice);
  bool is_broken() const noexcept;
  void check_sent(int sent, const statement& s) const;
  void take_in(const statement& concerning);
  void see_whether_it_ended(const PGresult* answer, const statement& concerning);
  task<> wait_readable();
  task<> wait_readable_or_writable();
  [[noreturn]] void lost(const statement& concerning) const;

  const libpq& pq_;
  reporter& reporter_;
  connection_handle connection_;
  /// Of its own: libpq closes its socket when it breaks, and the number may be another's by then.
  boost::asio::posix::stream_descriptor socket_;
  bool own_notices_ = false;
  std::size_t names_ = 0;      // that prepare() has given
  unsigned names_prefix_ = 0;  // random: a pooler may hand the server's session on to others
  bool ended_ = false;         // the server said so,
  std::string last_words_;     // perhaps unasked
};

/// Throws database_error or error(script) for a statement that cannot be sent: one with a NUL in it
/// or its values, and a COPY whose data would go through the client.
void check_sendable(const statement& s);

}  // namespace fz::postgresql
