#include "core/database/database_error.hpp"

#include "core/sql/secret_masking.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fz {
namespace {

/// The line of `sql` on which a statement begins to matter: its first, cut to a terminal's width.
std::string excerpt(std::string_view sql) {
  constexpr std::size_t longest = 100;
  const std::string_view first = trim(split(trim(sql), '\n').front());
  if (first.size() <= longest) return printable(first);
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(first[end]) & 0xC0) == 0x80) --end;
  return printable(first.substr(0, end)) + "…";
}

std::string sentence(const database_error::details& d) {
  const masked_text sql = mask_secrets(d.sql);
  std::string text = printable_lines(without(mask_hashes(d.message), sql.secrets));
  if (!d.sqlstate.empty()) text += fmt::format(" (SQLSTATE {})", d.sqlstate);
  text += printable_lines(without(mask_secrets(d.explanation).text, sql.secrets));
  if (!d.position.file.empty()) text = fmt::format("{}: {}", to_string(d.position), text);
  if (!d.sql.empty()) text += fmt::format("\n  in: {}", excerpt(sql.text));
  return text;
}

remedy remedy_for(const database_error::details& d) {
  const bool is_starting = d.sqlstate == "57P03";  // cannot_connect_now
  return is_starting ? remedy{remedy::action::wait_for_server} : remedy();
}

}  // namespace

database_error::database_error(details what)
    : error(error_kind::database, sentence(what), remedy_for(what)), details_(std::move(what)) {}

std::optional<database_error> find_database_error(const std::exception_ptr& failure) {
  if (!failure) return std::nullopt;
  try {
    std::rethrow_exception(failure);
  } catch (const database_error& e) {
    return e;
  } catch (...) {
    return std::nullopt;
  }
}

database_condition condition_of(const std::exception_ptr& failure) {
  if (!failure) return database_condition::other;
  try {
    std::rethrow_exception(failure);
  } catch (const database_error& e) {
    return e.condition();
  } catch (...) {
    return database_condition::other;
  }
}

source_position position_of(const statement& s, std::size_t offset) {
  source_position position = s.position;
  const std::string_view before = std::string_view(s.sql).substr(0, offset);
  const std::size_t line_end = before.rfind('\n');
  if (line_end == std::string_view::npos) {
    position.column += before.size();
  } else {
    position.line += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    position.column = before.size() - line_end;
  }
  return position;
}

}  // namespace fz
