#include "core/script/body_loader.hpp"

#include "core/script/character_check.hpp"
#include "core/script/open_todos.hpp"
#include "core/script/section_rules.hpp"
#include "core/script/table_rebuilds.hpp"
#include "core/util/error.hpp"
#include "core/util/sha256.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz {
namespace {

/// The statements of a file that is no longer are kept, if there is memory for them.
constexpr std::uint64_t longest_kept = 64 * 1024;
/// More mistakes of one file are only counted.
constexpr std::size_t most_mistakes = 20;

/// Takes the statements of one direction from the sections of a file.
class body_collector {
 public:
  body_collector(direction way, fz::dialect d, bool keeps)
      : way_(way), dialect_(d), keeps_(keeps) {}

  fz::dialect dialect() const { return dialect_; }

  void begin(const file_section& section) {
    end_section();
    is_preamble_ = false;
    const auto wanted =
        way_ == direction::upgrade ? section_direction::upgrade : section_direction::downgrade;
    is_wanted_ = section.is_chosen && section.marker.direction == wanted;
    if (!is_wanted_) return;
    section_ = section;
    body_.emplace().transactional = section.marker.transactional;
  }

  void see(const statement& s) {
    if (!is_wanted_) return;
    const std::size_t index = seen_++;
    try {
      auto note = check_statement(s, {body_->transactional, way_, dialect_}, body_->effects);
      if (note) {
        body_->notes.push_back(std::move(*note));
        left_out_.push_back(index);
      } else if (keeps_) {
        kept_.push_back(s);
      }
      if (note) return;
      note_rebuild(s);
      summary_.add(s);
    } catch (const error& e) {
      add_mistake(e.what());
    }
  }

  void see(const open_todo& todo) {
    if (is_wanted_ || is_preamble_) todos_.push_back(todo);
  }

  void see(const rebuild_line& line) {
    if (!is_wanted_) return;
    end_section();
    rebuild_ = line;
  }

  void add_mistake(std::string sentence) {
    if (++mistake_count_ <= most_mistakes) mistakes_.push_back(std::move(sentence));
  }

  /// The body; nothing if there is no section for it.
  std::optional<file_body> finish(checked_file file, std::shared_ptr<body_memory> memory) {
    end_section();
    refuse();
    if (!body_) return std::nullopt;
    body_->sha256 = file.sha256;
    if (keeps_) body_->script = script_in_memory(file, std::move(kept_), std::move(memory));
    if (!body_->script) {
      body_->script =
          script_in_file(std::move(file), {std::move(section_), dialect_, left_out_, summary_});
    }
    return std::move(body_);
  }

 private:
  void note_rebuild(const statement& s) {
    const std::optional<rebuild_line> line = std::exchange(rebuild_, std::nullopt);
    if (!line) return;
    check_rebuild(*line, s, {body_->transactional, way_, dialect_});
    body_->rebuilds.push_back({summary_.statements, line->position});
  }

  void end_section() {
    if (rebuild_) add_mistake(without_table(*std::exchange(rebuild_, std::nullopt)).what());
  }

  void refuse() {
    if (body_) {
      for (const open_todo& each : todos_) add_mistake(refusal(each).what());
    }
    if (mistakes_.empty()) return;
    if (mistake_count_ > most_mistakes) {
      mistakes_.push_back(fmt::format("{} in the same file.",
                                      counted(mistake_count_ - most_mistakes, "more mistake")));
    }
    throw error(error_kind::script, join(mistakes_, "\n"));
  }

  direction way_;
  fz::dialect dialect_;
  bool keeps_;
  bool is_wanted_ = false;
  bool is_preamble_ = true;
  file_section section_ = {};
  std::optional<file_body> body_;
  std::size_t seen_ = 0;  // statements of the section
  std::vector<statement> kept_;
  std::vector<std::size_t> left_out_;
  script_summary summary_;
  std::vector<open_todo> todos_;
  std::optional<rebuild_line> rebuild_;  // without its statement yet
  std::vector<std::string> mistakes_;
  std::size_t mistake_count_ = 0;
};

std::string digest_of(const text_pieces& pieces) {
  sha256_hash hash;
  for (std::string_view piece = pieces(); !piece.empty(); piece = pieces()) hash.update(piece);
  return hash.digest();
}

std::optional<file_body> load(const text_opener& open, checked_file file, body_collector collector,
                              std::shared_ptr<body_memory> memory) {
  file.sha256 = digest_of(open());
  check_characters(open, file.path);
  const section_visitor visitor = {
      [&](const file_section& section) { collector.begin(section); },
      [&](const statement& s) { collector.see(s); },
      [&](const open_todo& todo) { collector.see(todo); },
      [&](const error& mistake) { collector.add_mistake(mistake.what()); },
      [&](const rebuild_line& line) { collector.see(line); }};
  try {
    visit_sections(open, file.path, collector.dialect(), visitor);
  } catch (const error& e) {
    if (e.kind() != error_kind::script) throw;
    collector.add_mistake(e.what());
  }
  if (identity_of(file.path) != file.identity) throw changed_file(file.path);
  return collector.finish(std::move(file), std::move(memory));
}

}  // namespace

std::optional<file_body> load_body(const revision& r, direction way, dialect d,
                                   std::shared_ptr<body_memory> memory) {
  checked_file file{r.file, identity_of(r.file), ""};
  const bool is_short = file.identity.size <= longest_kept;
  body_collector collector(way, d, is_short);
  if (!is_short) {
    return load(pieces_of(r.file), std::move(file), std::move(collector), std::move(memory));
  }
  const std::string text = read_file(r.file);
  const text_opener whole = [&text] { return one_piece(text); };
  return load(whole, std::move(file), std::move(collector), std::move(memory));
}

}  // namespace fz
