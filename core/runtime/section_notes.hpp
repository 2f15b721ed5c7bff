#pragma once

#include "core/database/connection.hpp"
#include "core/ledger/journal.hpp"
#include "core/ledger/section_digests.hpp"
#include "core/revision/plan.hpp"
#include "core/runtime/step_batches.hpp"
#include "core/script/migration.hpp"
#include "core/sql/statement.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// What happens to the journal's table when a step has ended: the next such step of the run may
/// need it.
enum class after_step { keep_journal, drop_journal };

/// The notes that one step outside of a transaction leaves in the journal. What it refers to must
/// outlive it.
class section_notes {
 public:
  enum class on_cancel { stop, proceed };

  /// `rows`: of the version table, which the first note only follows if it holds them.
  section_notes(sync_connection& c, const step& s, const step_body& body,
                const std::vector<statement>& script, step_batches& batches,
                const std::vector<std::string>& rows);

  const section_digests& digests() const noexcept { return digests_; }

  /// The last note; before the first one, nothing is done and nothing was begun.
  const journal_entry& last() const noexcept { return last_; }
  bool has_any() const noexcept { return has_any_; }

  /// An earlier run has left this note.
  void continue_from(const journal_entry& left);

  /// A note of how many statements were carried out, and that the one with the number `started` was
  /// begun; 0: none.
  journal_entry entry(std::size_t done, std::size_t started) const;

  /// The same when the next statement comes at once: it is noted as begun if it runs alone.
  journal_entry ahead(std::size_t done) const;

  /// Carries the batch out, and with it the note, under fz's own role, and gives the session the
  /// setting that the statement wants which is noted as begun. The result is that of the
  /// first note; later ones throw if the journal is not as this has left it.
  batch_result write(const journal_entry& to, batch with = {}, on_cancel how = on_cancel::stop);

  /// Adds the end of the notes to a batch that ends the step, and the session's setting as before.
  /// True if it drops the table.
  bool close(batch& end, after_step then) const;

  /// Puts the session's setting back that no note and no end has put back.
  void restore_setting();

 private:
  batch_result make_journal();
  /// True if the step's end need not be on the disk before the run goes on: the last statement ran
  /// alone, so that the next run would see in the database that it has ended, and the journal,
  /// which is dropped before the run ends, brings the end to the disk with it.
  bool may_end_late(after_step then) const;
  std::optional<temporary_setting> add_setting(const journal_entry& to, batch& with) const;
  bool may_be_late(const journal_entry& to, const batch& with) const;

  sync_connection& connection_;
  const std::vector<statement>& script_;
  const section_digests digests_;
  step_batches& batches_;
  const journal& journal_;
  const std::vector<std::string>& rows_;
  const bool touches_session_;
  const bool names_version_table_;
  journal_entry last_;
  std::optional<temporary_setting> setting_;  // what the session has now
  bool has_any_ = false;
};

}  // namespace fz
