#include "core/database/postgresql/question_pipeline.hpp"

#include "core/database/postgresql/error.hpp"
#include "core/database/postgresql/row_reader.hpp"

#include <cstddef>
#include <exception>
#include <utility>

namespace fz::postgresql {

task<answers> question_pipeline::ask(session_settings* ahead) {
  const statement nothing("");
  for (const statement& each : questions_) check_sendable(each);
  session_.enter_pipeline();
  if (ahead != nullptr) ahead->send(session_);
  for (const statement& each : questions_) {
    session_.send(each);
    session_.end_of_batch();
  }
  co_await session_.flush(nothing);
  if (ahead != nullptr) co_await ahead->read(session_);
  answers given(questions_.size());
  for (std::size_t i = 0; i < questions_.size(); ++i) co_await read_answer(questions_[i], given[i]);
  session_.leave_pipeline();
  co_return given;
}

task<> question_pipeline::read_answer(const statement& question, outcome<std::vector<row>>& kept) {
  row_reader reader;
  std::vector<row> rows;
  std::exception_ptr refused;
  for (;;) {
    const result_handle part = co_await session_.next_result(question);
    if (!part) continue;  // after the answer
    const ExecStatusType status = session_.pq().result_status(part.get());
    if (status == PGRES_PIPELINE_SYNC) break;
    if (status == PGRES_FATAL_ERROR) {
      refused = std::make_exception_ptr(server_error(part.get(), question));
    } else {
      reader.read(part.get(), rows);
    }
  }
  kept.hold_call([&] {
    if (refused) std::rethrow_exception(refused);
    return std::move(rows);
  });
}

}  // namespace fz::postgresql
