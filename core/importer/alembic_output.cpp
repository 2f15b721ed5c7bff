#include "core/importer/alembic_output.hpp"

#include "core/importer/alembic_files.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace fz::importer {
namespace {

using weight = remark::weight;

struct field {
  std::string_view name;
  std::string_view value;
};

class field_reader {
 public:
  explicit field_reader(std::string_view text) : rest_(text) {}

  /// Nothing at the end, or where the output is cut off.
  std::optional<field> next() {
    const std::size_t line = rest_.find('\n');
    const std::size_t blank = rest_.find(' ');
    if (line == rest_.npos || blank > line) return std::nullopt;
    std::size_t size = 0;
    std::from_chars(rest_.data() + blank + 1, rest_.data() + line, size);
    if (line + 1 + size + 1 > rest_.size()) return std::nullopt;
    const field found{rest_.substr(0, blank), rest_.substr(line + 1, size)};
    rest_.remove_prefix(line + size + 2);
    return found;
  }

 private:
  std::string_view rest_;
};

std::optional<dialect> dialect_named(std::string_view name) {
  if (name == "sqlite") return dialect::sqlite;
  if (name == "postgresql") return dialect::postgresql;
  return std::nullopt;
}

/// One direction as the fields describe it.
struct printed_section {
  bool up = true;
  std::string_view asked = {};
  std::string_view chosen = {};
  std::string_view sql = {};
  std::string_view error = {};
  std::vector<std::string_view> flags = {};
  std::vector<std::string_view> unbound = {};
  bool is_missing = false;
  bool is_recorded = false;  ///< by a run, because it could not be printed

  bool has(std::string_view flag) const {
    return std::find(flags.begin(), flags.end(), flag) != flags.end();
  }
};

class output_taker {
 public:
  output_taker(const std::vector<dialect>& dialects, migration_folder& folder)
      : dialects_(dialects), folder_(folder) {}

  std::string take(std::string_view output) {
    field_reader fields(output);
    bool has_ended = false;
    while (const auto next = fields.next()) {
      if (next->name == "failure") return printable(next->value);
      has_ended = next->name == "end";
      see(*next);
    }
    finish_section();
    if (!unknown_.empty()) return unknown_;
    return has_ended ? "" : "its output ends in the middle.";
  }

 private:
  void see(const field& f) {
    if (f.name == "version_table") {
      folder_.table = f.value;
    } else if (f.name == "version_table_schema") {
      if (!f.value.empty()) folder_.table.insert(0, std::string(f.value) + ".");
    } else if (f.name == "revision") {
      finish_section();
      const std::string id(f.value);
      folder_.migrations.push_back({id, "", id});
      current().parents.emplace();
    } else if (f.name == "section") {
      finish_section();
      section_ = printed_section{f.value == "upgrade"};
    } else if (section_) {
      see_section(f);
    } else if (!folder_.migrations.empty()) {
      see_revision(f);
    }
  }

  origin_migration& current() { return folder_.migrations.back(); }

  void see_revision(const field& f) {
    const std::string value(f.value);
    if (f.name == "down") current().parents->push_back(value);
    if (f.name == "depends") current().depends_on.push_back(value);
    if (f.name == "label") current().branch_labels.push_back(value);
    if (f.name == "file") current().file = value;
    if (f.name != "doc") return;
    const std::string_view words = trim(f.value);
    current().name = trim(words.substr(0, words.find('\n')));
    current().date = create_date_in(f.value);
  }

  void see_section(const field& f) {
    if (f.name == "asked") section_->asked = f.value;
    if (f.name == "dialect") section_->chosen = f.value;
    if (f.name == "sql") section_->sql = f.value;
    if (f.name == "error") section_->error = f.value;
    if (f.name == "missing") section_->is_missing = true;
    if (f.name == "recorded") section_->is_recorded = true;
    if (f.name == "flag") section_->flags.push_back(f.value);
    if (f.name == "unbound") section_->unbound.push_back(f.value);
  }

  void finish_section() {
    if (!section_) return;
    const printed_section printed = *section_;
    section_.reset();
    if (printed.is_missing) return;
    origin_section made;
    made.start = {current().file};
    made.text = printed.sql;
    made.transactional = !printed.has("autocommit");
    if (dialects_.size() > 1) made.written_for = dialect_named(printed.asked);
    see_dialect(printed);
    if (!folder_.dialect) folder_.dialect = dialect_named(printed.chosen);
    find_todos(printed, made);
    (printed.up ? current().upgrades : current().downgrades).push_back(std::move(made));
  }

  void see_dialect(const printed_section& printed) {
    if (printed.chosen.empty() || !unknown_.empty()) return;
    if (!dialect_named(printed.chosen)) {
      unknown_ = fmt::format("env.py chooses {}, which is not known here; ask for a dialect.",
                             quote(printed.chosen));
    } else if (!printed.asked.empty() && printed.asked != printed.chosen) {
      unknown_ = fmt::format("env.py chooses {} by itself, though {} was asked for.",
                             quote(printed.chosen), quote(printed.asked));
    }
  }

  void add_remark(weight what, std::string sentence) {
    remark& added = current().remarks.emplace_back();
    added.what = what;
    added.place.file = current().file;
    added.sentence = std::move(sentence);
  }

  void find_todos(const printed_section& printed, origin_section& made) {
    const std::string_view way = printed.up ? "upgrade()" : "downgrade()";
    const auto todo = [&](const std::string& sentence) {
      add_remark(weight::todo, sentence);
      made.todos.push_back(sentence);
    };
    if (printed.is_recorded) {
      add_remark(weight::note,
                 fmt::format("{} needs a database; this is what it did on an empty one with the "
                             "revisions before it.",
                             way));
    } else if (!printed.error.empty() && printed.has("inspect")) {
      todo(
          fmt::format("{} looks at the tables that are there, which it cannot without a database; "
                      "write what it does as SQL.",
                      way));
    } else if (!printed.error.empty() && printed.has("select")) {
      todo(fmt::format("{} reads rows, which it cannot without a database; write it as SQL. ({})",
                       way, printable(printed.error)));
    } else if (!printed.error.empty()) {
      todo(fmt::format("Alembic cannot print what {} does: {}", way, printable(printed.error)));
    } else if (printed.has("select")) {
      todo(
          fmt::format("{} reads rows; without a database Alembic prints the query, not what is "
                      "done with its rows.",
                      way));
    } else if (printed.has("offline")) {
      todo(fmt::format("{} asks whether it runs offline; it may do more with a database.", way));
    } else if (printed.has("bind")) {
      add_remark(
          weight::note,
          fmt::format("{} uses the connection itself; look whether it reads anything.", way));
    }
    for (const std::string_view name : printed.unbound) {
      todo(fmt::format("Alembic takes :{} in the SQL for a parameter, and prints NULL.",
                       printable(name)));
    }
  }

  const std::vector<dialect>& dialects_;
  migration_folder& folder_;
  std::optional<printed_section> section_;
  std::string unknown_;
};

}  // namespace

std::string take_alembic_output(std::string_view output, const std::vector<dialect>& dialects,
                                migration_folder& folder) {
  std::string why = output_taker(dialects, folder).take(output);
  if (!why.empty()) folder.migrations.clear();
  return why;
}

}  // namespace fz::importer
