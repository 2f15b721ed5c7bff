#include "core/database/postgresql/libpq.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <dlfcn.h>

namespace fz::postgresql {
namespace {

constexpr const char* library_name = "libpq.so.5";

error cannot_load(const char* why) {
  return error(error_kind::config,
               fmt::format("PostgreSQL needs the library libpq, version 14 or later, and it cannot "
                           "be loaded: {}.\nInstall it (Debian and Ubuntu: apt-get install libpq5; "
                           "Red Hat: dnf install libpq; Alpine: apk add libpq).",
                           printable(why)));
}

template <class Function>
void look_up(void* library, const char* name, Function& function) {
  void* symbol = ::dlsym(library, name);
  if (symbol == nullptr) throw cannot_load(::dlerror());
  function = reinterpret_cast<Function>(symbol);
}

libpq load() {
  // Never closed: OpenSSL, which comes with it, leaves handlers for the end of the process.
  void* library = ::dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw cannot_load(::dlerror());
  libpq pq{};
  look_up(library, "PQbackendPID", pq.backend_pid);
  look_up(library, "PQcancel", pq.cancel);
  look_up(library, "PQclear", pq.clear);
  look_up(library, "PQcmdStatus", pq.command_tag);
  look_up(library, "PQcmdTuples", pq.affected_rows);
  look_up(library, "PQconnectPoll", pq.connect_poll);
  look_up(library, "PQconnectStartParams", pq.connect_start);
  look_up(library, "PQconsumeInput", pq.consume_input);
  look_up(library, "PQenterPipelineMode", pq.enter_pipeline);
  look_up(library, "PQerrorMessage", pq.error_message);
  look_up(library, "PQexitPipelineMode", pq.exit_pipeline);
  look_up(library, "PQfinish", pq.finish);
  look_up(library, "PQflush", pq.flush);
  look_up(library, "PQfname", pq.column_name);
  look_up(library, "PQfreeCancel", pq.free_cancel);
  look_up(library, "PQftype", pq.column_type);
  look_up(library, "PQgetCancel", pq.cancel_handle);
  look_up(library, "PQgetResult", pq.next_result);
  look_up(library, "PQgetisnull", pq.is_null);
  look_up(library, "PQgetlength", pq.length);
  look_up(library, "PQgetvalue", pq.value);
  look_up(library, "PQisBusy", pq.is_busy);
  look_up(library, "PQnfields", pq.columns);
  look_up(library, "PQntuples", pq.rows);
  look_up(library, "PQparameterStatus", pq.parameter_status);
  look_up(library, "PQpingParams", pq.ping);
  look_up(library, "PQpipelineSync", pq.pipeline_sync);
  look_up(library, "PQresultErrorField", pq.error_field);
  look_up(library, "PQresultErrorMessage", pq.result_error_message);
  look_up(library, "PQresultStatus", pq.result_status);
  look_up(library, "PQsendFlushRequest", pq.send_flush_request);
  look_up(library, "PQsendPrepare", pq.send_prepare);
  look_up(library, "PQsendQueryParams", pq.send_query);
  look_up(library, "PQsendQueryPrepared", pq.send_prepared);
  look_up(library, "PQsetErrorVerbosity", pq.set_error_verbosity);
  look_up(library, "PQsetNoticeReceiver", pq.set_notice_receiver);
  look_up(library, "PQsetSingleRowMode", pq.set_single_row_mode);
  look_up(library, "PQsetnonblocking", pq.set_nonblocking);
  look_up(library, "PQsocket", pq.socket);
  look_up(library, "PQsslInUse", pq.ssl_in_use);
  look_up(library, "PQstatus", pq.status);
  look_up(library, "PQtransactionStatus", pq.transaction_status);
  return pq;
}

}  // namespace

const libpq& libpq::loaded() {
  static const libpq pq = load();
  return pq;
}

}  // namespace fz::postgresql
