#pragma once

#include "core/importer/tool.hpp"
#include "core/sql/dialect.hpp"
#include "core/util/error.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fz::importer {

/// Something about a file that its reader should know.
struct remark {
  enum class weight {
    note,  ///< it was carried over; this is what differs
    todo,  ///< a person has to finish it
  };

  weight what = weight::note;
  source_position place;  ///< in the other tool's files
  std::string sentence;

  bool operator==(const remark&) const = default;
};

/// One direction of a migration, as the other tool's file has it.
struct origin_section {
  std::string text = {};
  source_position start = {};  ///< the place of its first byte
  bool transactional = true;   ///< false: the file asks to run it outside of a transaction
  std::optional<fz::dialect> written_for = {};  ///< nothing: that of the folder
  std::vector<std::string> todos = {};          ///< what a person has to finish in it
  bool is_shell_script = false;  ///< psql or sqlite3 reads it: its variables are filled in
};

/// One migration of another tool.
struct origin_migration {
  std::string version;         ///< as the tool's own table has it
  std::string name = {};       ///< words for the message
  std::string wanted_id = {};  ///< empty: made from the version
  std::string file = {};       ///< of the upgrade, relative to the folder
  std::string checksum = {};   ///< of its content: the tool's own kind if it keeps one
  std::string date = {};       ///< UTC, as revision::create_date; empty: not known
  bool is_repeatable = false;  ///< the tool runs it again whenever its content has changed
  std::vector<origin_section> upgrades = {};
  std::vector<origin_section> downgrades = {};  ///< empty: cannot be undone
  /// The versions that it follows; nothing: the one before it in the folder.
  std::optional<std::vector<std::string>> parents = {};
  std::vector<std::string> depends_on = {};  ///< versions or labels
  std::vector<std::string> branch_labels = {};
  std::vector<remark> remarks = {};
};

/// What was found in a folder.
struct migration_folder {
  tool from = tool::dbmate;
  std::filesystem::path path;
  std::vector<origin_migration> migrations;  ///< in the order in which the tool runs them
  std::vector<remark> remarks = {};          ///< on files that belong to no migration
  std::string url = {};  ///< of the database, as fz takes it; may hold ${NAME}; empty: not known
  std::optional<fz::dialect> dialect = {};  ///< as the tool's configuration says
  /// The tool's own table, "schema.name" or "name", where the configuration names it; empty: it has
  /// its usual name.
  std::string table = {};
  std::string search_path = {};  ///< that the tool sets, as SET takes it; empty: it sets none
  std::map<std::string, std::string> values = {};  ///< of placeholders
  std::string project = {};  ///< sqitch's name for it; its versions begin with it and a colon
  std::string python = {};   ///< the program that ran Alembic; empty: none did
};

/// The tool's own table: as the configuration names it, else as usual.
std::string table_of(const migration_folder& folder);

/// What a reader is given.
struct read_request {
  std::filesystem::path path;  ///< absolute
  /// What stands for placeholders, by name.
  std::map<std::string, std::string> values = {};
};

/// The folder as the tool itself reads it. Everything throws one error(script) that names all files
/// that are broken, error(file) if one cannot be read, error(usage) if nothing is there to import.
/// Nothing is executed.
migration_folder read_dbmate(const read_request& request);
migration_folder read_goose(const read_request& request);
migration_folder read_golang_migrate(const read_request& request);
migration_folder read_flyway(const read_request& request);
migration_folder read_diesel(const read_request& request);
migration_folder read_sqlx(const read_request& request);
migration_folder read_sqitch(const read_request& request);

}  // namespace fz::importer
