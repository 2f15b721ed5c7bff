#include "core/database/postgresql/session.hpp"

#include "core/database/postgresql/error.hpp"
#include "core/database/postgresql/value.hpp"
#include "core/sql/script_rules.hpp"
#include "core/sql/secret_masking.hpp"
#include "core/util/text.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace fz::postgresql {
namespace {

using descriptor = boost::asio::posix::stream_descriptor;

log_level level_of(std::string_view severity) {
  if (severity == "WARNING") return log_level::warning;
  return severity == "NOTICE" || severity == "INFO" ? log_level::info : log_level::debug;
}

std::string_view severity_of(const PGresult* answer) {
  const char* severity = libpq::loaded().error_field(answer, PG_DIAG_SEVERITY_NONLOCALIZED);
  return severity == nullptr ? "" : severity;
}

bool is_the_end(std::string_view severity) { return severity == "FATAL" || severity == "PANIC"; }

int duplicate(int socket) {
  const int copy = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) throw boost::system::system_error(errno, boost::system::system_category());
  return copy;
}

database_error cannot_be_sent(const statement& s, std::string why) {
  database_error::details what;
  what.message = std::move(why);
  what.position = s.position;
  return database_error(std::move(what));
}

/// Two waits of which the first to end ends both; `Handler` is called after the second.
template <class Handler>
struct either_wait {
  descriptor& socket;
  Handler handler;
  int running = 2;

  void ended() {
    if (--running == 0) {
      std::move(handler)();
    } else {
      socket.cancel();
    }
  }
};

}  // namespace

void check_sendable(const statement& s) {
  refuse_client_copy(s);
  if (s.sql.find('\0') != std::string::npos) {
    throw cannot_be_sent(s, "A NUL character cannot stand in a statement for PostgreSQL.");
  }
  for (const value& v : s.values) {
    const auto* text = std::get_if<std::string>(&v);
    if (text != nullptr && text->find('\0') != std::string::npos) {
      throw cannot_be_sent(s, "A NUL character cannot stand in a text for PostgreSQL.");
    }
  }
}

session::session(connection_handle established, const boost::asio::any_io_executor& executor,
                 reporter& reporter)
    : pq_(libpq::loaded()),
      reporter_(reporter),
      connection_(std::move(established)),
      socket_(executor, duplicate(pq_.socket(connection_.get()))) {
  pq_.set_nonblocking(connection_.get(), 1);
  pq_.set_notice_receiver(connection_.get(), take_notice, this);
}

void session::take_notice(void* opaque_self, const PGresult* notice) {
  auto& self = *static_cast<class session*>(opaque_self);
  const char* words = self.pq_.error_field(notice, PG_DIAG_MESSAGE_PRIMARY);
  if (words == nullptr) return;
  const std::string_view severity = severity_of(notice);
  try {
    if (is_the_end(severity)) {
      self.ended_ = true;
      self.last_words_ = words;
    } else {
      self.reporter_.log(self.own_notices_ ? log_level::debug : level_of(severity), "postgresql",
                         printable_lines(mask_secrets(words).text));
    }
  } catch (...) {  // must not pass through libpq, which calls this
  }
}

void session::send(const statement& s) {
  check_sendable(s);
  if (is_broken()) lost(s);
  const wire_parameters values(s.values);
  const int sent =
      pq_.send_query(connection_.get(), s.sql.c_str(), values.count(), values.types(),
                     values.values(), values.lengths(), values.formats(), /*resultFormat=*/0);
  check_sent(sent, s);
}

std::string session::prepare(const statement& s) {
  check_sendable(s);
  if (is_broken()) lost(s);
  if (names_ == 0) names_prefix_ = std::random_device()();
  std::string name = fmt::format("fz_{:08x}_{}", names_prefix_, ++names_);
  const wire_parameters values(s.values);
  check_sent(pq_.send_prepare(connection_.get(), name.c_str(), s.sql.c_str(), values.count(),
                              values.types()),
             s);
  return name;
}

void session::send_prepared(const std::string& name, const statement& s) {
  check_sendable(s);
  if (is_broken()) lost(s);
  const wire_parameters values(s.values);
  check_sent(pq_.send_prepared(connection_.get(), name.c_str(), values.count(), values.values(),
                               values.lengths(), values.formats(), /*resultFormat=*/0),
             s);
}

/// What libpq did not take is the end of the connection or the statement's fault.
void session::check_sent(int sent, const statement& s) const {
  if (sent != 0) return;
  if (is_broken()) lost(s);  // only now
  throw cannot_be_sent(s, std::string(trim(pq_.error_message(connection_.get()))));
}

task<> session::flush(const statement& concerning) {
  for (;;) {
    const int left = pq_.flush(connection_.get());
    if (left == 0) co_return;
    if (left < 0) lost(concerning);
    // The server may wait for its answers to be taken before it reads on.
    co_await wait_readable_or_writable();
    take_in(concerning);
  }
}

task<result_handle> session::next_result(const statement& concerning) {
  while (pq_.is_busy(connection_.get()) != 0) {
    co_await wait_readable();
    take_in(concerning);
  }
  result_handle answer(pq_.next_result(connection_.get()));
  if (answer) see_whether_it_ended(answer.get(), concerning);
  co_return answer;
}

void session::take_in(const statement& concerning) {
  // A record of TLS (at most 16 KiB) may be longer than what libpq takes at once (at least 8), and
  // what OpenSSL keeps back makes no socket readable.
  const int times = pq_.ssl_in_use(connection_.get()) != 0 ? 2 : 1;
  for (int i = 0; i < times; ++i) {
    if (pq_.consume_input(connection_.get()) == 0) lost(concerning);
  }
}

void session::see_whether_it_ended(const PGresult* answer, const statement& concerning) {
  const ExecStatusType status = pq_.result_status(answer);
  if (status == PGRES_FATAL_ERROR) {
    ended_ = is_the_end(severity_of(answer));
    if (ended_) throw connection_ended(answer, concerning);
  }
  if (is_broken()) lost(concerning);
  const bool copies =
      status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
  if (copies) {
    ended_ = true;  // the copy will not be continued
    throw cannot_be_sent(concerning, "The statement copies data through the client.");
  }
}

void session::enter_pipeline() {
  if (pq_.enter_pipeline(connection_.get()) == 0) lost(statement(""));
}

void session::answers_now() {
  if (pq_.send_flush_request(connection_.get()) == 0) lost(statement(""));
}

void session::end_of_batch() {
  if (pq_.pipeline_sync(connection_.get()) == 0) lost(statement(""));
}

void session::leave_pipeline() {
  if (pq_.exit_pipeline(connection_.get()) == 0) lost(statement(""));
}

void session::answer_row_by_row() { pq_.set_single_row_mode(connection_.get()); }

bool session::in_transaction() const noexcept {
  if (is_broken()) return false;
  const PGTransactionStatusType status = pq_.transaction_status(connection_.get());
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

bool session::is_broken() const noexcept {
  return ended_ || pq_.status(connection_.get()) != CONNECTION_OK;
}

bool session::is_open() const noexcept {
  PGconn* const c = connection_.get();
  const bool is_idle = pq_.transaction_status(c) != PQTRANS_ACTIVE;
  // What comes unasked is a notice or the end: the server's last words, then the socket's.
  for (int i = 0; i < 4 && is_idle && !is_broken(); ++i) {
    pollfd unasked{pq_.socket(c), POLLIN, 0};
    if (::poll(&unasked, 1, 0) <= 0) break;
    pq_.consume_input(c);
    pq_.is_busy(c);
  }
  return !is_broken();
}

int session::server_process() const noexcept { return pq_.backend_pid(connection_.get()); }

bool session::knows(const char* parameter) const noexcept {
  return pq_.parameter_status(connection_.get(), parameter) != nullptr;
}

std::shared_ptr<PGcancel> session::cancel_handle() const {
  return {pq_.cancel_handle(connection_.get()), pq_.free_cancel};
}

task<> session::wait_readable() {
  co_await socket_.async_wait(descriptor::wait_read, boost::asio::use_awaitable);
}

task<> session::wait_readable_or_writable() {
  auto initiate = [this](auto handler) {
    using wait = either_wait<decltype(handler)>;
    const auto both = std::make_shared<wait>(wait{socket_, std::move(handler)});
    socket_.async_wait(descriptor::wait_read, [both](auto) { both->ended(); });
    socket_.async_wait(descriptor::wait_write, [both](auto) { both->ended(); });
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void()>(
      initiate, boost::asio::use_awaitable);
}

void session::lost(const statement& concerning) const {
  const bool unasked = !last_words_.empty();
  throw connection_lost(unasked ? last_words_ : pq_.error_message(connection_.get()), concerning);
}

}  // namespace fz::postgresql
