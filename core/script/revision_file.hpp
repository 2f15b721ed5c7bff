#pragma once

#include "core/revision/revision.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

namespace fz {

/// How new revision files are named, as [alembic] in alembic.toml says it.
struct file_naming {
  std::string file_template = "{rev}_{slug}";
  std::size_t longest_slug = 40;
  std::string timezone = "UTC";  ///< of {year} to {second}
};

/// What a new revision file is made from.
struct revision_template {
  std::string text;
  std::string file;  ///< empty: fz's own
};

/// `script_location`/script.sql.template, or fz's own template if there is none. Throws error(file)
/// if it cannot be read.
revision_template read_revision_template(const std::filesystem::path& script_location);

/// The template of a revision whose sections are known: the front matter and the sections.
revision_template plain_revision_template();

/// The moment as revision::create_date has it, "2024-06-01T16:03:13Z".
std::string create_date_of(std::chrono::sys_seconds moment);

/// A revision that is yet to be written. `declared.file` is where it goes, and is not in the text.
struct new_revision {
  revision declared;
  std::string title;  ///< what {slug} is made from: the message as given
  std::chrono::sys_seconds moment;
  std::string sections = {};  ///< the value of {sections}, see plain_revision_template()
};

/// The name of its file, without a folder. Throws error(script) if a file of that name would not be
/// read: '/' in it, hidden, an editor's backup; error(config) for an unknown time zone.
std::string revision_file_name(const new_revision& made, const file_naming& naming);

/// The text of its file: the template with its tokens filled in. It has been read back with the
/// readers that every command uses. Throws error(script), naming the template's line for an unknown
/// token, if they would refuse the file or find another revision in it.
std::string revision_file_text(const new_revision& made, const revision_template& from,
                               const file_naming& naming);

}  // namespace fz
