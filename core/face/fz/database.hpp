#pragma once

#include <fz/engine.hpp>
#include <fz/log.hpp>
#include <fz/project.hpp>
#include <memory>
#include <string>
#include <vector>

namespace fz::face {

/// One target of migrations, for as long as the program works with it. Its calls block the calling
/// thread and take turns, as those of an engine.
class database {
 public:
  /// The database that the project configures. Nothing is opened yet. Throws error(config) if there
  /// is no URL, or a wrong one.
  explicit database(const project& configured, log_function log = nullptr);

  /// The database of the host's own engine, whose connections it uses.
  explicit database(engine& opened);

  database(database&&) noexcept;
  database& operator=(database&&) noexcept;
  ~database();

  face::dialect dialect() const noexcept;

  /// The URL without a password.
  const std::string& name() const noexcept;

  /// The rows of the version table, sorted; empty: no revision was applied, or the database does
  /// not exist. Writes nothing. Throws error.
  std::vector<std::string> version(const project& configured);

 private:
  friend struct inside;
  struct state;

  std::unique_ptr<state> state_;
};

}  // namespace fz::face
