#include "core/script/script_directory.hpp"

#include "core/script/front_matter.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/parts.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <iterator>
#include <memory>
#include <set>
#include <span>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace fz {
namespace {

/// Enough for the front matter of nearly every file, in one read.
constexpr std::size_t first_read = 4096;
/// A file whose front matter would be longer is not a revision file.
constexpr std::size_t longest_front_matter = 1 << 20;
/// More broken files are only counted.
constexpr std::size_t most_problems = 20;
/// From this number of files on, another thread pays off.
constexpr std::size_t worth_a_thread = 500;

struct close_folder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using folder_handle = std::unique_ptr<DIR, close_folder>;

std::string system_message(int code) { return std::generic_category().message(code); }

folder_handle open_folder(const std::filesystem::path& path, std::string_view key) {
  folder_handle folder(::opendir(path.c_str()));
  if (folder) return folder;
  const std::string shown = quote(path.string());
  if (errno == ENOENT) {
    throw error(error_kind::config,
                fmt::format("The folder {}, which '{}' in alembic.toml asks for, does not exist.",
                            shown, key),
                {remedy::action::initialize_project});
  }
  throw error(error_kind::config,
              fmt::format("Cannot read the folder {}, which '{}' in alembic.toml asks for: {}.",
                          shown, key, system_message(errno)));
}

bool is_hidden_or_backup(std::string_view name) {
  return name.starts_with('.') || name.ends_with('~') || name.starts_with('#');
}

/// The content of one file, as much of it as the front matter needs.
class header_reader {
 public:
  /// Nothing if it is a folder. Throws error(script).
  std::optional<revision> read(int folder, const char* name, std::string path) {
    // Without blocking: a named pipe must not stop the whole program.
    const int fd = ::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) throw unreadable(path);
    struct closer {
      int fd;
      ~closer() { ::close(fd); }
    } const close{fd};

    std::size_t filled = 0;
    for (std::size_t wanted = first_read;; wanted *= 2) {
      if (buffer_.size() < wanted) buffer_.resize(wanted);
      const auto count = fill(fd, filled, wanted);
      if (!count && errno == EISDIR) return std::nullopt;
      if (!count) throw unreadable(path);
      filled = *count;
      const bool whole = filled < wanted || filled >= longest_front_matter;
      const std::string_view text(buffer_.data(), filled);
      const auto block =
          find_front_matter(text, path, whole ? text_extent::whole : text_extent::beginning);
      if (block) return read_front_matter(text, *block, std::move(path));
    }
  }

 private:
  /// How many bytes there are after reading up to `wanted`; nothing: see errno.
  std::optional<std::size_t> fill(int fd, std::size_t filled, std::size_t wanted) {
    while (filled < wanted) {
      const ssize_t count = ::read(fd, buffer_.data() + filled, wanted - filled);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return std::nullopt;
      filled += static_cast<std::size_t>(count);
      // A file is read in one piece: less than asked for is its end, without another call.
      if (filled < wanted) break;
    }
    return filled;
  }

  static error unreadable(const std::string& path) {
    return error(error_kind::script,
                 fmt::format("Cannot read {}: {}.", quote(path), system_message(errno)));
  }

  std::string buffer_;
};

/// What some of the files of a folder hold; without the ones that are broken.
struct file_contents {
  std::vector<revision> revisions;
  std::vector<std::string> strays;    ///< folders with the name of a file
  std::vector<std::string> problems;  ///< a broken file does not hide what is wrong with the others
};

file_contents read_files(int folder, std::span<const std::string> names,
                         const std::string& prefix) {
  file_contents found;
  found.revisions.reserve(names.size());
  header_reader reader;
  for (const std::string& name : names) {
    try {
      auto revision = reader.read(folder, name.c_str(), prefix + name);
      if (revision) {
        found.revisions.push_back(std::move(*revision));
      } else {
        found.strays.push_back(prefix + name);
      }
    } catch (const error& e) {
      found.problems.emplace_back(e.what());
    }
  }
  return found;
}

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::move_iterator(from.begin()), std::move_iterator(from.end()));
}

class directory_reader {
 public:
  void read(const std::filesystem::path& path, std::string_view key) {
    const folder_handle folder = open_folder(path, key);
    struct stat status {};
    if (::fstat(::dirfd(folder.get()), &status) != 0) status = {};
    if (!seen_.emplace(status.st_dev, status.st_ino).second) return;
    const std::string prefix = (path / "").string();
    read_files_of(::dirfd(folder.get()), file_names(*folder, prefix), prefix);
  }

  script_directory finish() {
    std::sort(result_.stray_files.begin(), result_.stray_files.end());
    if (problems_.empty()) return std::move(result_);
    std::sort(problems_.begin(), problems_.end());
    const std::size_t more = problems_.size() - std::min(problems_.size(), most_problems);
    problems_.resize(problems_.size() - more);
    if (more > 0)
      problems_.push_back(fmt::format("{} cannot be read.", counted(more, "more file")));
    throw error(error_kind::script, join(problems_, "\n"));
  }

 private:
  /// True for a folder with .sql files in it: revisions there would be passed over without a word.
  static bool holds_sql(DIR& within, const char* name) {
    const int number = ::openat(::dirfd(&within), name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const folder_handle inside(number < 0 ? nullptr : ::fdopendir(number));
    while (const dirent* entry = inside ? ::readdir(inside.get()) : nullptr) {
      if (is_revision_file_name(entry->d_name)) return true;
    }
    return false;
  }

  /// The names of the revision files.
  std::vector<std::string> file_names(DIR& folder, const std::string& prefix) {
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(&folder)) {
      const std::string_view name = entry->d_name;
      const bool is_folder = entry->d_type == DT_DIR;
      if (is_hidden_or_backup(name)) continue;
      if (is_folder && !name.ends_with(".sql")) {
        if (holds_sql(folder, entry->d_name)) result_.stray_files.push_back(prefix + entry->d_name);
        continue;
      }
      if (is_revision_file_name(name)) {
        names.emplace_back(name);
      } else {
        result_.stray_files.push_back(prefix + std::string(name));
      }
    }
    return names;
  }

  /// A long list by several threads: most of the time is the kernel's, file by file.
  void read_files_of(int folder, const std::vector<std::string>& names, const std::string& prefix) {
    const auto read = [&](std::size_t first, std::size_t last) {
      return read_files(folder, std::span(names).subspan(first, last - first), prefix);
    };
    for (file_contents& part : in_parts(names.size(), worth_a_thread, read)) take(part);
  }

  void take(file_contents& found) {
    append(result_.revisions, found.revisions);
    append(result_.stray_files, found.strays);
    append(problems_, found.problems);
  }

  script_directory result_;
  std::vector<std::string> problems_;
  std::set<std::pair<dev_t, ino_t>> seen_;
};

}  // namespace

bool is_revision_file_name(std::string_view name) {
  return name.ends_with(".sql") && !is_hidden_or_backup(name) &&
         name.find('/') == std::string_view::npos;
}

script_directory read_script_directory(const script_folders& folders) {
  directory_reader reader;
  reader.read(folders.script_location / "versions", "script_location");
  for (const std::filesystem::path& location : folders.version_locations) {
    reader.read(location, "version_locations");
  }
  return reader.finish();
}

}  // namespace fz
