#pragma once

#include "core/database/connection.hpp"
#include "core/database/row.hpp"
#include "core/face/loop.hpp"
#include "core/runtime/database.hpp"
#include "core/runtime/project.hpp"
#include "core/runtime/run.hpp"
#include "core/sql/value.hpp"
#include "core/util/reporter.hpp"

#include <exception>
#include <filesystem>
#include <functional>
#include <fz/database.hpp>
#include <fz/engine.hpp>
#include <fz/error.hpp>
#include <fz/project.hpp>
#include <fz/sync_connection.hpp>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace fz::face {

/// From the face's values to core's and back, and into the face's handles.
struct inside {
  using database_state = database::state;
  using engine_state = engine::state;

  static fz::value to_core(value v);
  static fz::parameters to_core(parameters values);
  static value to_face(fz::value v);
  static std::vector<row> to_face(std::vector<fz::row> rows);
  static face::dialect to_face(fz::dialect d);

  /// What core threw, as the face throws it; other exceptions as they are.
  static std::exception_ptr to_face(const std::exception_ptr& failure);
  /// The way back: core must recognize its own exceptions after they went through the host's code.
  static std::exception_ptr to_core(const std::exception_ptr& failure);

  /// Calls `function()`; throws what core throws as the face throws it.
  template <class Function>
  static std::invoke_result_t<Function&> translated(Function function) {
    outcome<std::invoke_result_t<Function&>> result;
    result.hold_call(function);
    if (result.failure()) std::rethrow_exception(to_face(result.failure()));
    return result.take();
  }

  /// Plain code of the host as core calls it.
  static std::function<void(fz::sync_connection&)> to_core(
      std::function<void(sync_connection&)> function);

  static engine::state& of(engine& e) { return *e.state_; }
  static std::shared_ptr<engine::state> share(engine& e) { return e.state_; }
  static const project::state& of(const project& p) { return *p.state_; }
  static database::state& of(database& d) { return *d.state_; }
};

/// Hands core's lines to the host's function, if there is one.
class log_reporter final : public fz::reporter {
 public:
  explicit log_reporter(log_function take) : take_(std::move(take)) {}

  void log(fz::log_level level, std::string_view component, std::string_view message) override {
    if (take_) take_(static_cast<face::log_level>(level), component, message);
  }

 private:
  log_function take_;
};

/// What the calls on one engine or database share.
struct host {
  explicit host(log_function log) : reporter(std::move(log)) {}

  face::loop loop;
  log_reporter reporter;
};

struct project::state {
  explicit state(log_function log) : reporter(std::move(log)) {}

  log_reporter reporter;
  // Used by const functions of core::project, from several threads.
  mutable fz::thread_pool pool{2};
  std::optional<fz::project> read;
};

struct engine::state : host {
  using host::host;

  fz::dialect dialect = fz::dialect::sqlite;
  std::string name;
  std::filesystem::path lock_file;
  std::unique_ptr<fz::engine> opened;
};

struct database::state {
  /// `arguments` are those of the core's database.
  template <class... Arguments>
  explicit state(std::shared_ptr<host> for_calls, Arguments&&... arguments)
      : shared(std::move(for_calls)), target(std::forward<Arguments>(arguments)...) {}

  /// Runs `work` on the loop; throws what core throws as the face throws it.
  template <class T>
  T wait(task<T> work, const std::stop_token& stop = {}) {
    return inside::translated([&] { return shared->loop.wait(std::move(work), stop); });
  }

  std::shared_ptr<host> shared;
  fz::database target;
};

}  // namespace fz::face
