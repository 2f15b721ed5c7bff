#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fz {

/// The file in which a run over a fleet keeps how far it has come. It exists only while a run is
/// unfinished: one that was killed leaves it behind, and the same run goes on from it.
class run_journal {
 public:
  /// Opens or makes the file. `run` says what the run does: a journal of another run is emptied.
  /// Throws error(file) if it cannot be written, error(lock) while another process has it.
  run_journal(std::filesystem::path path, const std::string& run);
  run_journal(const run_journal&) = delete;
  run_journal& operator=(const run_journal&) = delete;
  ~run_journal();

  /// The targets that an earlier process brought to the goal.
  const std::set<std::string>& done() const noexcept { return done_; }
  /// Gates that opened, by the name of the wave before them.
  const std::set<std::string>& passed() const noexcept { return passed_; }

  void add_done(const std::string& target);
  void add_passed(const std::string& wave);

  /// The run is at its end: removes the file.
  void finish();

 private:
  void read(const std::string& run);
  void append(const std::string& key, const std::string& value);

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::set<std::string> done_;
  std::set<std::string> passed_;
};

}  // namespace fz
