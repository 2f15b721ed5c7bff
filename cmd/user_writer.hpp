#pragma once

#include "core/users/account.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fz::cmd {

/// A column of a list of accounts.
enum class user_field_name { id, username, email, created_at, updated_at, password };

/// "id,email" as fields; throws error(usage) for any other word. `password` is taken
/// only where hashes may be written.
std::vector<user_field_name> parse_user_fields(std::string_view text);

/// All but the hash.
std::vector<user_field_name> all_user_fields();

/// Puts accounts into text, one after the other. What it holds of them is bounded.
class user_writer {
 public:
  virtual ~user_writer() = default;

  virtual void begin(std::string& to) = 0;
  /// `hash`: of the password, where the fields ask for it.
  virtual void write(const account& user, const std::string& hash, std::string& to) = 0;
  virtual void end(std::string& to) = 0;
};

/// `format`: text, json, jsonl, csv or ids. `terminal`: what it would obey is shown instead.
/// `all_fields`: the user did not choose fields, so text omits a column without any value.
struct user_writer_options {
  std::string format;
  std::vector<user_field_name> fields = all_user_fields();
  bool all_fields = true;
  bool terminal = false;
};

std::unique_ptr<user_writer> make_user_writer(user_writer_options options);

}  // namespace fz::cmd
