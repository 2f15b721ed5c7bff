#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/users/user_import.hpp"

#include <optional>
#include <string>

namespace fz::cmd {

/// Reads a file of accounts, or stdin for "-". `format`: csv, json or jsonl; nothing: as the name
/// ends, else as the text begins. The loop keeps running meanwhile. Throws error(file) if it cannot
/// be read or is not of that form, naming the file.
task<user_file> read_user_file(std::string name, std::optional<std::string> format,
                               thread_pool& pool);

/// The accounts of a JSON array of objects, or of one object a line. A row that is not an object,
/// or has values that are not text, becomes a problem of its line.
user_file read_json_users(std::string_view text);

}  // namespace fz::cmd
