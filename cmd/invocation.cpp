#include "cmd/invocation.hpp"

#include <filesystem>
#include <string_view>
#include <unistd.h>

namespace fz::cmd {
namespace {

environment_variables process_environment() {
  environment_variables variables;
  for (char** each = ::environ; *each != nullptr; ++each) {
    const std::string_view entry = *each;
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return variables;
}

}  // namespace

const command::context& invocation::context() { return load(false); }

const command::context& invocation::context_anywhere() { return load(true); }

config invocation::config_of(const std::filesystem::path& file) const {
  config_request request;
  request.working_folder = std::filesystem::current_path();
  request.file = file;
  request.url = globals_.url;
  request.environment = process_environment();
  return load_config(request);
}

const command::context& invocation::load(bool file_may_be_missing) {
  if (!context_) {
    config_request request;
    request.working_folder = std::filesystem::current_path();
    if (globals_.config_file) request.file = *globals_.config_file;
    request.url = globals_.url;
    request.environment = process_environment();
    request.file_may_be_missing = file_may_be_missing;
    context_.emplace(command::context{load_config(request), reporter_, pool_});
  }
  return *context_;
}

}  // namespace fz::cmd
