#include "core/fleet/run_journal.hpp"

#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace fz {
namespace {

error cannot_write(const std::filesystem::path& path) {
  return error(error_kind::file,
               fmt::format("Cannot write the journal of the run {}: {}.", quote(path.string()),
                           std::generic_category().message(errno)));
}

}  // namespace

run_journal::run_journal(std::filesystem::path path, const std::string& run)
    : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor_ < 0) throw cannot_write(path_);
  try {
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      throw error(error_kind::lock,
                  fmt::format("Another run of this fleet is at work; it has locked {}.",
                              quote(path_.string())));
    }
    read(run);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

run_journal::~run_journal() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

/// A last line that is cut off does not count, and neither does a journal of another run.
void run_journal::read(const std::string& run) {
  const std::string text = read_file(path_);
  bool is_own = false;
  std::size_t whole = 0;
  for (const std::string_view line : split(text, '\n')) {
    const auto object = nlohmann::json::parse(line, nullptr, false);
    if (!object.is_object()) break;
    whole += line.size() + 1;
    if (object.contains("run")) is_own = object["run"] == run;
    if (object.contains("done")) done_.insert(object["done"].get<std::string>());
    if (object.contains("passed")) passed_.insert(object["passed"].get<std::string>());
  }
  if (is_own && whole <= text.size()) {
    if (::ftruncate(descriptor_, static_cast<::off_t>(whole)) != 0) throw cannot_write(path_);
    return;
  }
  done_.clear();
  passed_.clear();
  if (::ftruncate(descriptor_, 0) != 0) throw cannot_write(path_);
  append("run", run);
}

void run_journal::append(const std::string& key, const std::string& value) {
  const nlohmann::json object{{key, value}};
  const std::string line =
      object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  const auto written = ::write(descriptor_, line.data(), line.size());
  if (written != static_cast<::ssize_t>(line.size())) throw cannot_write(path_);
}

void run_journal::add_done(const std::string& target) { append("done", target); }

void run_journal::add_passed(const std::string& wave) { append("passed", wave); }

void run_journal::finish() {
  ::unlink(path_.c_str());
  ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace fz
