#include "cmd/session.hpp"

#include <cstdlib>
#include <filesystem>

namespace fz::cmd {
namespace {

std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace

const command::environment& session::environment() {
  if (!environment_) {
    config_request request;
    request.working_folder = std::filesystem::current_path();
    if (globals_.config_file) request.file = *globals_.config_file;
    request.url = globals_.url;
    request.environment = environment_variable;
    environment_.emplace(command::environment{load_config(request), reporter_, pool_});
  }
  return *environment_;
}

}  // namespace fz::cmd
