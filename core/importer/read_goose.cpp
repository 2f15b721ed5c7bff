#include "core/importer/checksum.hpp"
#include "core/importer/folder_files.hpp"
#include "core/importer/folder_variables.hpp"
#include "core/importer/migration_folder.hpp"
#include "core/importer/placeholders.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace fz::importer {
namespace {

enum class annotation { none, up, down, begin, end, no_transaction, envsub_on, envsub_off, other };

/// `-- +goose Up`; capitals do not matter.
annotation annotation_of(std::string_view line) {
  line = trim(line);
  if (!line.starts_with("--")) return annotation::none;
  const std::string words = to_lower(trim(line.substr(2)));
  if (!words.starts_with("+goose")) return annotation::none;
  const std::string_view command = trim(std::string_view(words).substr(6));
  if (command == "up") return annotation::up;
  if (command == "down") return annotation::down;
  if (command == "statementbegin") return annotation::begin;
  if (command == "statementend") return annotation::end;
  if (command == "no transaction") return annotation::no_transaction;
  if (command == "envsub on") return annotation::envsub_on;
  if (command == "envsub off") return annotation::envsub_off;
  return annotation::other;
}

class goose_file {
 public:
  goose_file(const source_file& file, const read_request& request, origin_migration& migration)
      : file_(file), request_(request), migration_(migration) {}

  void read() {
    for (const text_line& line : lines_of(file_.text)) see(line);
    if (in_statement_) refuse(begun_at_, "'-- +goose StatementBegin' is never closed.");
    if (migration_.upgrades.empty()) refuse(0, "The file has no line '-- +goose Up'.");
    if (transactional_) return;
    for (auto* sections : {&migration_.upgrades, &migration_.downgrades}) {
      for (origin_section& each : *sections) each.transactional = false;
    }
  }

 private:
  [[noreturn]] void refuse(std::size_t line, const std::string& sentence) const {
    throw error_at(error_kind::script, {file_.name, line}, sentence);
  }

  void see(const text_line& line) {
    switch (annotation_of(line.text)) {
      case annotation::none:
        return add(line);
      case annotation::up:
        return begin(migration_.upgrades, line, "Up");
      case annotation::down:
        if (migration_.upgrades.empty()) {
          refuse(line.number, "'-- +goose Down' stands before '-- +goose Up'.");
        }
        return begin(migration_.downgrades, line, "Down");
      case annotation::begin:
        if (in_statement_) refuse(line.number, "'-- +goose StatementBegin' stands in another.");
        in_statement_ = true;
        begun_at_ = line.number;
        break;
      case annotation::end:
        if (!in_statement_) refuse(line.number, "'-- +goose StatementEnd' has no beginning.");
        in_statement_ = false;
        close_statement();
        break;
      case annotation::no_transaction:
        transactional_ = false;
        break;
      case annotation::envsub_on:
        replaces_ = true;
        break;
      case annotation::envsub_off:
        replaces_ = false;
        break;
      case annotation::other:
        refuse(line.number,
               fmt::format("{} is not an annotation of goose.", quote(trim(line.text))));
    }
    if (current_) current_->text += '\n';  // lines keep their numbers
  }

  void begin(std::vector<origin_section>& sections, const text_line& line, std::string_view word) {
    if (!sections.empty()) {
      refuse(line.number, fmt::format("'-- +goose {}' stands here a second time.", word));
    }
    current_ = &sections.emplace_back();
    current_->start = {file_.name, line.number + 1, 1};
  }

  void add(const text_line& line) {
    std::string text(file_.text, line.begin, line.next - line.begin);
    if (!current_) {
      const std::string_view words = trim(line.text);
      if (words.empty() || words.starts_with("--")) return;
      refuse(line.number, "There is a statement before '-- +goose Up'; goose refuses that.");
    }
    const bool is_comment = trim(line.text).starts_with("--");
    if (replaces_ && !is_comment) text = fill(text, line.number);
    current_->text += text;
  }

  std::string fill(const std::string& text, std::size_t line) {
    filled_text filled = fill_shell_variables(text, request_.values);
    for (const std::string& name : filled.missing) {
      std::string sentence = fmt::format(
          "goose takes ${{{}}} from the environment (ENVSUB); it has no value here.", name);
      migration_.remarks.push_back({remark::weight::todo, {file_.name, line}, sentence});
      current_->todos.push_back(std::move(sentence));
    }
    for (const std::string& name : filled.defaulted) {
      migration_.remarks.push_back({remark::weight::note,
                                    {file_.name, line},
                                    fmt::format("${{{}}} has its default value.", name)});
    }
    return std::move(filled.text);
  }

  /// goose ends the statement here, with or without a semicolon.
  void close_statement() {
    if (!current_) return;
    const std::string_view text = trim(current_->text);
    if (text.empty() || text.ends_with(';')) return;
    const std::size_t last = current_->text.find_last_not_of(" \t\r\n");
    const std::size_t line = current_->text.rfind('\n', last) + 1;
    const bool is_comment = current_->text.find("--", line) < last;
    current_->text.insert(last + 1, is_comment ? "\n;" : ";");
  }

  const source_file& file_;
  const read_request& request_;
  origin_migration& migration_;
  origin_section* current_ = nullptr;
  bool transactional_ = true;
  bool replaces_ = false;
  bool in_statement_ = false;
  std::size_t begun_at_ = 0;
};

origin_migration code_step(const std::string& file, const numbered_name& parsed) {
  origin_migration migration{parsed.digits, words_of_name(parsed.name)};
  migration.file = file;
  std::string sentence = fmt::format("{} is code in Go; write what it does as SQL.", quote(file));
  migration.remarks.push_back({remark::weight::todo, {file}, sentence});
  migration.upgrades.emplace_back().todos.push_back(sentence);
  migration.downgrades.emplace_back().todos.push_back(std::move(sentence));
  return migration;
}

}  // namespace

migration_folder read_goose(const read_request& request) {
  migration_folder folder{tool::goose, request.path, {}};
  folder.url = "${GOOSE_DBSTRING}";
  folder.table = folder_variable(request.path, "GOOSE_TABLE").value_or("");
  for_each_file(files_in(request.path), [&](const std::string& name) {
    const auto code = parse_numbered_name(name, ".go");
    const auto parsed = parse_numbered_name(name, ".sql");
    if (code && !name.ends_with("_test.go")) {
      folder.migrations.push_back(code_step(name, *code));
    } else if (parsed) {
      const source_file file = read_source(request.path, name);
      origin_migration& migration = folder.migrations.emplace_back(
          origin_migration{parsed->digits, words_of_name(parsed->name)});
      migration.file = name;
      migration.checksum = sha256_start(file.text);
      goose_file(file, request, migration).read();
    } else {
      return note_left_out(folder, name);
    }
    origin_migration& added = folder.migrations.back();
    added.wanted_id = added.version;
    added.date = date_of_version(added.version);
    added.version = without_zeros(added.version);
  });
  std::stable_sort(
      folder.migrations.begin(), folder.migrations.end(),
      [](const auto& a, const auto& b) { return is_smaller_number(a.version, b.version); });
  note_folders_left_out(folder);
  mark_doubles(folder);
  return folder;
}

}  // namespace fz::importer
