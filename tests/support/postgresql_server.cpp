#include "tests/support/postgresql_server.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <grp.h>
#include <netinet/in.h>
#include <optional>
#include <pwd.h>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace fz {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::string_view folder_prefix = "fz-postgresql-";

/// The folder of the newest server's programs, as Debian and Red Hat lay them out.
std::optional<fs::path> find_programs() {
  std::optional<fs::path> newest;
  int highest = 0;
  const auto consider = [&](const fs::path& programs, int version) {
    if (version <= highest || !fs::exists(programs / "initdb")) return;
    highest = version;
    newest = programs;
  };
  std::error_code ignored;
  for (const auto& each : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    consider(each.path() / "bin", std::atoi(each.path().filename().c_str()));
  }
  for (int version = 14; version < 40; ++version) {
    consider(fmt::format("/usr/pgsql-{}/bin", version), version);
  }
  return newest;
}

const std::optional<fs::path>& programs() {
  static const std::optional<fs::path> found = find_programs();
  return found;
}

/// Whom the server runs as: it refuses to be root.
struct account {
  bool changes = ::geteuid() == 0;
  uid_t user = 0;
  gid_t group = 0;

  account() {
    if (!changes) return;
    const passwd* nobody = ::getpwnam("nobody");
    if (nobody == nullptr) throw std::runtime_error("no user 'nobody' to run a server as");
    user = nobody->pw_uid;
    group = nobody->pw_gid;
  }
};

/// Starts a program that is stopped at once (SIGQUIT) when this one ends.
pid_t spawn(std::vector<std::string> words, const fs::path& log) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const account who;
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  // Only what is safe between fork and exec of a program with threads.
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(output, 1);
  ::dup2(output, 2);
  if (who.changes &&
      (::setgroups(0, nullptr) != 0 || ::setgid(who.group) != 0 || ::setuid(who.user) != 0)) {
    ::_exit(126);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (::getppid() != parent || ::chdir("/") != 0) ::_exit(126);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  return status;
}

std::string content(const fs::path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// A port of loopback on which nobody listens now.
std::string free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(probe, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(probe);
  return std::to_string(ntohs(address.sin_port));
}

/// Removes what programs that are gone left behind.
void remove_stale_folders(const fs::path& among) {
  std::error_code ignored;
  for (const auto& each : fs::directory_iterator(among, ignored)) {
    const std::string name = each.path().filename();
    if (!name.starts_with(folder_prefix)) continue;
    const pid_t owner = std::atoi(name.c_str() + folder_prefix.size());
    if (owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH) fs::remove_all(each.path(), ignored);
  }
}

fs::path new_folder() {
  const fs::path among = testing::TempDir();
  remove_stale_folders(among);
  std::string name = (among / fmt::format("{}{}-XXXXXX", folder_prefix, ::getpid())).string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  const account who;
  if (who.changes && ::chown(name.c_str(), who.user, who.group) != 0) {
    throw std::runtime_error("cannot give away " + name);
  }
  return name;
}

/// The variables of libpq would send tests elsewhere.
void forget_variables() {
  std::vector<std::string> names;
  for (char** each = ::environ; *each != nullptr; ++each) {
    const std::string_view entry = *each;
    if (entry.starts_with("PG")) names.emplace_back(entry.substr(0, entry.find('=')));
  }
  for (const std::string& name : names) ::unsetenv(name.c_str());
}

/// The eighth line of the server's lock file says how far it has come (its pidfile.h).
bool takes_connections(const fs::path& data) {
  std::ifstream file(data / "postmaster.pid");
  std::string line;
  for (int i = 0; i < 8; ++i) std::getline(file, line);
  return file && line.starts_with("ready");
}

}  // namespace

bool postgresql_server::is_installed() { return programs().has_value(); }

postgresql_server& postgresql_server::shared() {
  static postgresql_server server;
  return server;
}

postgresql_server::postgresql_server() : folder_(new_folder()), port_(free_port()) {
  forget_variables();
  initialize();
  start();
}

postgresql_server::~postgresql_server() {
  stop();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void postgresql_server::initialize() {
  const fs::path log = folder_ / "initdb.log";
  const pid_t process = spawn({*programs() / "initdb", "-D", data(), "-U", "fz", "-A", "trust",
                               "-N", "-E", "UTF8", "--locale=C.UTF-8"},
                              log);
  if (wait_for(process) != 0) throw std::runtime_error("initdb failed:\n" + content(log));
}

void postgresql_server::begin_to_start() {
  process_ = spawn({*programs() / "postgres", "-D", data(), "-F", "-p", port_, "-k", folder_, "-c",
                    "listen_addresses=127.0.0.1", "-c", "max_connections=100", "-c",
                    "max_prepared_transactions=4"},
                   folder_ / "log");
}

void postgresql_server::start() {
  begin_to_start();
  while (!takes_connections(data())) {
    if (::waitpid(process_, nullptr, WNOHANG) != 0) {
      process_ = 0;
      throw std::runtime_error("the server did not start:\n" + content(folder_ / "log"));
    }
    std::this_thread::sleep_for(10ms);
  }
}

void postgresql_server::stop() {
  if (process_ == 0) return;
  ::kill(process_, SIGINT);  // "fast": rolls back, writes a checkpoint
  wait_for(std::exchange(process_, 0));
}

postgresql::options postgresql_server::options_for(const std::string& database) const {
  postgresql::options options;
  options.parameters = {{"host", folder_}, {"port", port_}, {"user", "fz"}, {"dbname", database}};
  options.shown_as = "postgresql://fz@/" + database;
  return options;
}

std::string postgresql_server::new_database() {
  std::string name = fmt::format("test_{}", ++databases_);
  recording_reporter ignored;
  thread_pool pool(1);
  const auto make = [&]() -> task<> {
    engine e(postgresql::connector_for(options_for("postgres"), pool, ignored), 1,
             engine::sharing::exclusive);
    auto c = co_await e.connect();
    co_await c->execute("CREATE DATABASE " + name);
  };
  run(make());  // on a loop of its own: that of the test is not disturbed
  return name;
}

task<std::string> value_of(connection& c, std::string sql) {
  const auto rows = co_await c.query(std::move(sql));
  if (rows.size() != 1 || rows[0].size() != 1) {
    ADD_FAILURE() << "not one value";
    co_return "";
  }
  co_return to_string(rows[0][0]);
}

}  // namespace fz
