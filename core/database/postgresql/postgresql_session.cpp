#include "core/database/postgresql/postgresql_session.hpp"

#include "core/database/client_copy.hpp"
#include "core/database/postgresql/postgresql_error.hpp"
#include "core/database/postgresql/postgresql_value.hpp"
#include "core/util/text.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace fz {
namespace {

using descriptor = boost::asio::posix::stream_descriptor;

log_level level_of(std::string_view severity) {
  if (severity == "WARNING") return log_level::warning;
  return severity == "NOTICE" || severity == "INFO" ? log_level::info : log_level::debug;
}

void report_notice(void* to, const PGresult* notice) {
  const libpq& pq = libpq::loaded();
  const char* severity = pq.error_field(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  const char* words = pq.error_field(notice, PG_DIAG_MESSAGE_PRIMARY);
  if (severity == nullptr || words == nullptr) return;
  static_cast<reporter*>(to)->log(level_of(severity), "postgresql", printable_lines(words));
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

postgresql_session::postgresql_session(connection_handle established,
                                       const boost::asio::any_io_executor& executor,
                                       reporter& reporter)
    : pq_(libpq::loaded()),
      connection_(std::move(established)),
      socket_(executor, pq_.socket(connection_.get())) {
  pq_.set_nonblocking(connection_.get(), 1);
  pq_.set_notice_receiver(connection_.get(), report_notice, &reporter);
}

postgresql_session::~postgresql_session() {
  if (socket_.is_open()) socket_.release();  // libpq closes it
}

void postgresql_session::send(const statement& s) {
  refuse_client_copy(s);
  if (s.sql.find('\0') != std::string::npos) {
    database_error::details what;
    what.message = "A NUL character cannot stand in a statement for PostgreSQL.";
    what.position = s.position;
    throw database_error(std::move(what));
  }
  const postgresql_parameters values(s.values);
  const int sent =
      pq_.send_query(connection_.get(), s.sql.c_str(), values.count(), values.types(),
                     values.values(), values.lengths(), values.formats(), /*resultFormat=*/0);
  if (sent == 0) lost(s);
}

task<> postgresql_session::flush() {
  for (;;) {
    const int left = pq_.flush(connection_.get());
    if (left == 0) co_return;
    if (left < 0) lost(statement(""));
    // The server may wait for its answers to be taken before it reads on.
    co_await wait_readable_or_writable();
    if (pq_.consume_input(connection_.get()) == 0) lost(statement(""));
  }
}

task<result_handle> postgresql_session::next_result() {
  while (pq_.is_busy(connection_.get()) != 0) {
    co_await wait_readable();
    if (pq_.consume_input(connection_.get()) == 0) lost(statement(""));
  }
  result_handle answer(pq_.next_result(connection_.get()));
  if (answer && !is_open()) lost(statement(""));
  co_return answer;
}

void postgresql_session::enter_pipeline() {
  if (pq_.enter_pipeline(connection_.get()) == 0) lost(statement(""));
}

void postgresql_session::end_of_batch() {
  if (pq_.pipeline_sync(connection_.get()) == 0) lost(statement(""));
}

void postgresql_session::leave_pipeline() {
  if (is_open() && pq_.exit_pipeline(connection_.get()) == 0) lost(statement(""));
}

void postgresql_session::answer_row_by_row() { pq_.set_single_row_mode(connection_.get()); }

bool postgresql_session::in_transaction() const noexcept {
  const PGTransactionStatusType status = pq_.transaction_status(connection_.get());
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

bool postgresql_session::is_open() const noexcept {
  return pq_.status(connection_.get()) == CONNECTION_OK;
}

std::shared_ptr<PGcancel> postgresql_session::cancel_handle() const {
  return {pq_.cancel_handle(connection_.get()), pq_.free_cancel};
}

task<> postgresql_session::wait_readable() {
  co_await socket_.async_wait(descriptor::wait_read, boost::asio::use_awaitable);
}

task<> postgresql_session::wait_readable_or_writable() {
  auto initiate = [this](auto handler) {
    using wait = either_wait<decltype(handler)>;
    const auto both = std::make_shared<wait>(wait{socket_, std::move(handler)});
    socket_.async_wait(descriptor::wait_read, [both](auto) { both->ended(); });
    socket_.async_wait(descriptor::wait_write, [both](auto) { both->ended(); });
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void()>(
      initiate, boost::asio::use_awaitable);
}

void postgresql_session::lost(const statement& s) const {
  throw postgresql_connection_lost(pq_.error_message(connection_.get()), s);
}

}  // namespace fz
