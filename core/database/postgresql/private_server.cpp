#include "core/database/postgresql/private_server.hpp"

#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace fz::postgresql {
namespace {

namespace fs = std::filesystem;

/// Says "ready" or "failed", and cleans up at the end of its input.
constexpr const char* script = R"(trap '' PIPE HUP INT TERM
dir=$1 bin=$2
"$bin/initdb" -D "$dir/data" -U fz -A trust -N -E UTF8 --locale=C >"$dir/log" 2>&1 || echo failed
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=off \
  -c full_page_writes=off -c synchronous_commit=off >>"$dir/log" 2>&1 </dev/null &
server=$!
tries=0
until grep -q '^ready' "$dir/data/postmaster.pid" 2>/dev/null; do
  tries=$((tries + 1))
  if [ $tries -gt 600 ] || ! kill -0 $server 2>/dev/null; then echo failed; break; fi
  sleep 0.05
done
echo ready
read -r nothing
kill -QUIT $server 2>/dev/null
wait $server 2>/dev/null
rm -rf "$dir")";

bool has_initdb(const fs::path& folder) {
  return ::access((folder / "initdb").c_str(), X_OK) == 0 &&
         ::access((folder / "postgres").c_str(), X_OK) == 0;
}

int number_of(const fs::path& version) {
  const std::string name = version.filename().string();
  int number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

/// Where distributions put the programs of each version; the newest first.
std::vector<fs::path> versions() {
  std::vector<fs::path> found;
  std::error_code missing;
  for (const auto& each : fs::directory_iterator("/usr/lib/postgresql", missing)) {
    found.push_back(each.path());
  }
  std::sort(found.begin(), found.end(),
            [](const fs::path& a, const fs::path& b) { return number_of(a) > number_of(b); });
  return found;
}

fs::path program_folder() {
  const char* path = std::getenv("PATH");
  if (path != nullptr) {
    for (const std::string_view each : split(path, ':')) {
      if (!each.empty() && has_initdb(each)) return each;
    }
  }
  for (const fs::path& each : versions()) {
    if (has_initdb(each / "bin")) return each / "bin";
  }
  throw error(error_kind::config,
              "A private PostgreSQL server needs initdb and postgres, and they are not on this "
              "machine.");
}

/// Short, since the path of a socket may have about a hundred characters.
fs::path new_folder() {
  std::string path = "/tmp/fz-server.XXXXXX";
  if (::mkdtemp(path.data()) != nullptr) return path;
  throw error(error_kind::file, "Cannot make a folder in /tmp for a private PostgreSQL server.");
}

std::string last_lines(const fs::path& log) {
  try {
    const std::string text = read_file(log);
    return text.substr(text.size() > 500 ? text.find('\n', text.size() - 500) + 1 : 0);
  } catch (const error&) {
    return {};
  }
}

}  // namespace

private_server::private_server() {
  const fs::path programs = program_folder();
  if (::geteuid() == 0) {
    throw error(error_kind::config,
                "A private PostgreSQL server cannot be started by root: initdb refuses that.");
  }
  folder_ = new_folder();
  std::vector<std::string> arguments = {"/bin/sh",        "-c", script, "sh", folder_.string(),
                                        programs.string()};
  process_ = std::make_unique<attached_process>(std::move(arguments));
  if (process_->read_line() == "ready") return;
  throw error(error_kind::config, fmt::format("A private PostgreSQL server did not start:\n{}",
                                              printable_lines(last_lines(folder_ / "log"))));
}

database_url private_server::url() const {
  database_url url;
  url.dialect = dialect::postgresql;
  url.user = "fz";
  url.host = folder_.string();
  url.database = "postgres";
  return url;
}

}  // namespace fz::postgresql
