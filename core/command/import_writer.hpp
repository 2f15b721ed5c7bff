#pragma once

#include "core/command/import_plan.hpp"
#include "core/command/progress.hpp"

#include <cstddef>
#include <vector>

namespace fz::command {

/// Writes what was planned; its rows have their hashes. Inside one transaction of the connection:
/// what a row meets that the plan did not know of (an account made meanwhile, a constraint of the
/// table) becomes a problem, and the others are written.
class import_writer {
 public:
  import_writer(const users_database& users, existing_user existing, progress& shown)
      : users_(users), existing_(existing), shown_(shown) {}

  task<> write(const import_plan& plan);

  std::size_t created() const noexcept { return created_; }
  std::size_t updated() const noexcept { return updated_; }
  std::size_t skipped() const noexcept { return skipped_; }
  const std::vector<row_problem>& problems() const noexcept { return problems_; }

 private:
  task<> insert(const std::vector<import_row>& rows, std::size_t begin, std::size_t end);
  task<> insert_one(const import_row& row);
  task<> update(const import_row& row, value id);
  task<bool> try_at_savepoint(task<> work, std::size_t line);

  const users_database& users_;
  existing_user existing_;
  progress& shown_;
  std::size_t created_ = 0;
  std::size_t updated_ = 0;
  std::size_t skipped_ = 0;
  std::vector<row_problem> problems_;
};

}  // namespace fz::command
