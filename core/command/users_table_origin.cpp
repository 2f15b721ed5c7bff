#include "core/command/users_table_origin.hpp"

#include "core/async/offload.hpp"
#include "core/command/listing.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <array>
#include <cctype>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace fz::command {
namespace {

void skip_blanks(std::string_view& text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text[0])) != 0) {
    text.remove_prefix(1);
  }
}

bool skip(std::string_view& text, std::string_view word) {
  skip_blanks(text);
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

/// The name that begins here, without its schema and without quotes.
std::string_view last_name(std::string_view text) {
  skip_blanks(text);
  std::string_view name;
  do {
    const bool quoted = !text.empty() && (text[0] == '"' || text[0] == '`' || text[0] == '[');
    if (quoted) text.remove_prefix(1);
    name = text.substr(0, text.find_first_of(quoted ? "\"`]" : " \t\r\n(.;"));
    text.remove_prefix(name.size());
    if (quoted && !text.empty()) text.remove_prefix(1);
  } while (skip(text, "."));
  return name;
}

/// True if the SQL, in lower case, makes a table of that name.
bool makes_table(std::string_view sql, std::string_view table) {
  for (std::size_t at = sql.find("create"); at != std::string_view::npos;
       at = sql.find("create", at + 1)) {
    std::string_view rest = sql.substr(at + 6);
    skip(rest, "unlogged");
    if (!skip(rest, "table")) continue;
    if (skip(rest, "if")) {
      skip(rest, "not");
      skip(rest, "exists");
    }
    if (last_name(rest) == table) return true;
  }
  return false;
}

}  // namespace

task<users_table_origin> find_users_table_origin(const context& ctx, std::string table) {
  using what = users_table_origin::what;
  const status_report all = co_await status(ctx);
  const std::string name = to_lower(table.substr(table.rfind('.') + 1));
  const std::vector<node>& nodes = all.all.revisions;
  auto look = [&]() -> std::optional<std::size_t> {
    for (std::size_t i = nodes.size(); i-- > 0;) {  // the oldest first
      const std::string& file = all.all.map()[nodes[i]].file;
      if (!file.empty() && makes_table(to_lower(read_file(file)), name)) return i;
    }
    return std::nullopt;
  };
  const std::optional<std::size_t> found = co_await offload(ctx.pool, look);
  users_table_origin origin;
  if (found) {
    origin.from = all.applied[*found] ? what::applied : what::pending;
    origin.revision = all.all.map()[nodes[*found]].id;
  }
  co_return origin;
}

}  // namespace fz::command
