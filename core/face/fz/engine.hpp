#pragma once

#include <functional>
#include <fz/log.hpp>
#include <fz/sync_connection.hpp>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace fz::face {

/// Opens connections to one database when they are needed, and keeps them for the next user. A
/// database in memory has one connection that all share, and lives as long as the engine.
///
/// Calls block the calling thread. Several threads may use one engine: their calls take turns. A
/// call from within another one (in run_sync(), in an observer) throws std::logic_error.
class engine {
 public:
  /// `url` as in alembic.toml: "sqlite:///app.db", "postgresql://ada@db/app". Nothing is opened
  /// yet. An SQLite file that does not exist is made by the first connection. Throws
  /// error(config).
  explicit engine(const std::string& url, log_function log = nullptr);

  /// An SQLite database in memory.
  static engine in_memory(log_function log = nullptr);

  engine(engine&&) noexcept;
  engine& operator=(engine&&) noexcept;
  ~engine();

  face::dialect dialect() const noexcept;

  /// The URL without a password.
  const std::string& name() const noexcept;

  /// Calls `function(sync_connection&)` with a connection, and gives its value or throws what it
  /// threw.
  template <class Function>
  std::invoke_result_t<Function&, sync_connection&> run_sync(Function function);

  /// The same in one transaction: committed if the function returns, rolled back if it throws.
  template <class Function>
  std::invoke_result_t<Function&, sync_connection&> begin(Function function);

 private:
  friend struct inside;
  struct state;
  enum class around { nothing, transaction };

  template <class Function>
  std::invoke_result_t<Function&, sync_connection&> call_with(Function& function, around what);
  void call(const std::function<void(sync_connection&)>& function, around what);

  std::shared_ptr<state> state_;
};

template <class Function>
std::invoke_result_t<Function&, sync_connection&> engine::run_sync(Function function) {
  return call_with(function, around::nothing);
}

template <class Function>
std::invoke_result_t<Function&, sync_connection&> engine::begin(Function function) {
  return call_with(function, around::transaction);
}

template <class Function>
std::invoke_result_t<Function&, sync_connection&> engine::call_with(Function& function,
                                                                    around what) {
  using result = std::invoke_result_t<Function&, sync_connection&>;
  if constexpr (std::is_void_v<result>) {
    call([&](sync_connection& c) { function(c); }, what);
  } else {
    std::optional<result> given;
    call([&](sync_connection& c) { given.emplace(function(c)); }, what);
    return std::move(*given);
  }
}

}  // namespace fz::face
