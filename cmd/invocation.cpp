#include "cmd/invocation.hpp"

#include "core/command/fleet_target.hpp"
#include "core/config/planned_config.hpp"
#include "core/util/error.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

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

task<> invocation::choose_target() {
  if (!globals_.target) co_return;
  if (globals_.url) {
    throw error(error_kind::usage, "--target and --url exclude each other: give one of them.");
  }
  context();
  std::string name = *globals_.target;
  context_->config = co_await command::settings_of_target(*context_, std::move(name));
}

config_request invocation::request_for(const std::filesystem::path& file) const {
  config_request request;
  request.working_folder = std::filesystem::current_path();
  request.file = file;
  request.url = globals_.url;
  request.environment = process_environment();
  return request;
}

config invocation::config_of(const std::filesystem::path& file) const {
  return load_config(request_for(file));
}

config invocation::config_of(const std::filesystem::path& file, const std::string& text) const {
  return load_planned_config(request_for(file), text);
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
