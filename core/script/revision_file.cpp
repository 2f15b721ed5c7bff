#include "core/script/revision_file.hpp"

#include "core/script/front_matter.hpp"
#include "core/script/front_matter_fields.hpp"
#include "core/script/front_matter_text.hpp"
#include "core/script/script_directory.hpp"
#include "core/script/slug.hpp"
#include "core/script/sql_file.hpp"
#include "core/script/time_zone.hpp"
#include "core/script/token.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <optional>
#include <system_error>

namespace fz {
namespace {

namespace chrono = std::chrono;

constexpr std::string_view own_template = R"({front_matter}

-- fz:upgrade
-- The statements that bring a database here from the revision before.

-- fz:downgrade
-- The statements that undo them. Without this section the revision cannot be undone.
)";

/// The tokens of file_template.
token_values name_tokens(const new_revision& made, const file_naming& naming) {
  const auto local = chrono::sys_seconds(made.moment) + utc_offset(naming.timezone, made.moment);
  const auto midnight = chrono::floor<chrono::days>(local);
  const chrono::year_month_day day(midnight);
  const chrono::hh_mm_ss clock(local - midnight);
  const auto two_digits = [](auto number) { return fmt::format("{:02}", number); };
  return {{"rev", made.declared.id},
          {"slug", slug(made.title, naming.longest_slug)},
          {"year", std::to_string(static_cast<int>(day.year()))},
          {"month", two_digits(static_cast<unsigned>(day.month()))},
          {"day", two_digits(static_cast<unsigned>(day.day()))},
          {"hour", two_digits(clock.hours().count())},
          {"minute", two_digits(clock.minutes().count())},
          {"second", two_digits(clock.seconds().count())},
          {"epoch", std::to_string(made.moment.time_since_epoch().count())}};
}

std::string listed(const std::vector<std::string>& names) { return printable(join(names, ", ")); }

/// The tokens of a template: outside of the front matter each is one harmless line of text.
token_values text_tokens(const new_revision& made, const file_naming& naming) {
  const revision& declared = made.declared;
  token_values tokens = name_tokens(made, naming);
  tokens["front_matter"] = front_matter_text(declared);
  tokens["message"] = summary(declared);
  tokens["create_date"] = declared.create_date;
  tokens["up_revision"] = declared.id;
  tokens["down_revision"] = listed(declared.down_revisions);
  tokens["branch_labels"] = listed(declared.branch_labels);
  tokens["depends_on"] = listed(declared.depends_on);
  if (!made.sections.empty()) tokens["sections"] = made.sections;
  return tokens;
}

error unreadable(const revision_template& from, const std::string& why) {
  if (from.file.empty()) return error(error_kind::script, why + "\nNothing was written.");
  return error_at(error_kind::script, {from.file},
                  fmt::format("The revision file that this template makes is refused; nothing was "
                              "written.\n{}",
                              why));
}

/// Why no dialect could run the file; nothing if one could: a template may serve one alone.
std::optional<std::string> trouble_with_sections(const std::string& text, const std::string& file) {
  std::optional<std::string> first;
  for (const dialect d : {dialect::sqlite, dialect::postgresql}) {
    try {
      parse_sql_file(text, file, d);
      return std::nullopt;
    } catch (const error& e) {
      if (!first) first = e.what();
    }
  }
  return first;
}

void check_same(const revision& wanted, const revision& found, const revision_template& from) {
  for (const front_matter_key& key : front_matter_keys) {
    const bool is_same = key.names != nullptr ? wanted.*key.names == found.*key.names
                                              : wanted.*key.text == found.*key.text;
    if (is_same) continue;
    throw unreadable(from, fmt::format("Its front matter has another '{}' than was asked for; "
                                       "{{front_matter}} in a template writes all of it.",
                                       key.name));
  }
}

}  // namespace

revision_template read_revision_template(const std::filesystem::path& script_location) {
  const std::filesystem::path file = script_location / "script.sql.template";
  std::error_code ignored;
  if (!std::filesystem::exists(std::filesystem::symlink_status(file, ignored))) {
    return {std::string(own_template), ""};
  }
  return {read_file(file), file.string()};
}

revision_template plain_revision_template() { return {"{front_matter}\n\n{sections}", ""}; }

std::string create_date_of(std::chrono::sys_seconds moment) {
  const auto midnight = chrono::floor<chrono::days>(moment);
  const chrono::year_month_day day(midnight);
  const chrono::hh_mm_ss clock(moment - midnight);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string revision_file_name(const new_revision& made, const file_naming& naming) {
  std::string name =
      fill_tokens(naming.file_template, name_tokens(made, naming), "file_template") + ".sql";
  if (is_revision_file_name(name)) return name;
  throw error(error_kind::script,
              fmt::format("The revision's file would be named {}, which fz does not read: a name "
                          "has no '/' and does not begin with '.' or '#'. Nothing was written.",
                          quote(name)));
}

std::string revision_file_text(const new_revision& made, const revision_template& from,
                               const file_naming& naming) {
  std::string text = fill_tokens(from.text, text_tokens(made, naming), from.file);
  const std::string& file = made.declared.file;
  revision found;
  try {
    const auto block = find_front_matter(text, file, text_extent::whole);
    found = read_front_matter(text, *block, file);
  } catch (const error& e) {
    throw unreadable(from, e.what());
  }
  check_same(made.declared, found, from);
  if (const auto why = trouble_with_sections(text, file)) throw unreadable(from, *why);
  return text;
}

}  // namespace fz
