#pragma once

#include <libpq-fe.h>
#include <memory>

namespace fz::postgresql {

/// The functions of libpq that the driver calls. The library is loaded when they are first asked
/// for and stays: a program that never sees a PostgreSQL URL neither needs it nor pays for it.
struct libpq {
  /// Throws error(config) that says what to install where there is no libpq 14 or later.
  static const libpq& loaded();

  decltype(&::PQbackendPID) backend_pid;
  decltype(&::PQcancel) cancel;
  decltype(&::PQclear) clear;
  decltype(&::PQcmdStatus) command_tag;
  decltype(&::PQcmdTuples) affected_rows;
  decltype(&::PQconnectPoll) connect_poll;
  decltype(&::PQconnectStartParams) connect_start;
  decltype(&::PQconsumeInput) consume_input;
  decltype(&::PQenterPipelineMode) enter_pipeline;
  decltype(&::PQerrorMessage) error_message;
  decltype(&::PQexitPipelineMode) exit_pipeline;
  decltype(&::PQfinish) finish;
  decltype(&::PQflush) flush;
  decltype(&::PQfname) column_name;
  decltype(&::PQfreeCancel) free_cancel;
  decltype(&::PQftype) column_type;
  decltype(&::PQgetCancel) cancel_handle;
  decltype(&::PQgetResult) next_result;
  decltype(&::PQgetisnull) is_null;
  decltype(&::PQgetlength) length;
  decltype(&::PQgetvalue) value;
  decltype(&::PQisBusy) is_busy;
  decltype(&::PQnfields) columns;
  decltype(&::PQntuples) rows;
  decltype(&::PQparameterStatus) parameter_status;
  decltype(&::PQpingParams) ping;
  decltype(&::PQpipelineSync) pipeline_sync;
  decltype(&::PQresultErrorField) error_field;
  decltype(&::PQresultErrorMessage) result_error_message;
  decltype(&::PQresultStatus) result_status;
  decltype(&::PQsendFlushRequest) send_flush_request;
  decltype(&::PQsendPrepare) send_prepare;
  decltype(&::PQsendQueryParams) send_query;
  decltype(&::PQsendQueryPrepared) send_prepared;
  decltype(&::PQsetErrorVerbosity) set_error_verbosity;
  decltype(&::PQsetNoticeReceiver) set_notice_receiver;
  decltype(&::PQsetSingleRowMode) set_single_row_mode;
  decltype(&::PQsetnonblocking) set_nonblocking;
  decltype(&::PQsocket) socket;
  decltype(&::PQsslInUse) ssl_in_use;
  decltype(&::PQstatus) status;
  decltype(&::PQtransactionStatus) transaction_status;
};

/// One answer of the server, freed with its handle.
struct result_deleter {
  void operator()(PGresult* r) const { libpq::loaded().clear(r); }
};
using result_handle = std::unique_ptr<PGresult, result_deleter>;

struct connection_deleter {
  void operator()(PGconn* c) const { libpq::loaded().finish(c); }
};
using connection_handle = std::unique_ptr<PGconn, connection_deleter>;

}  // namespace fz::postgresql
