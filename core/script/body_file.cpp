#include "core/script/body_file.hpp"

#include "core/util/error.hpp"
#include "core/util/sha256.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace fz {
namespace {

void check_same(const checked_file& file, const file_identity& now) {
  if (now != file.identity) throw changed_file(file.path);
}

/// Reads the whole file, and the statements of one of its sections on the way.
class body_reader final : public statement_reader {
 public:
  body_reader(const checked_file& file, const body_extent& extent)
      : file_(file), extent_(extent), reader_(file.path) {
    check_same(file_, reader_.identity());
    pass_over(extent.section.offset);
    const text_pieces pieces = [this] { return next_piece(); };
    splitter_.emplace(split_section(pieces, extent.dialect, extent.section.start));
  }
  body_reader(const body_reader&) = delete;
  body_reader& operator=(const body_reader&) = delete;

  const statement* next() override {
    try {
      const statement* s = splitter_->next();
      for (; s != nullptr && is_left_out(); s = splitter_->next()) ++index_;
      ++index_;
      if (s != nullptr) return s;
    } catch (const error&) {  // the file was without mistakes
      check_content();
      throw;
    }
    check_content();
    return nullptr;
  }

 private:
  bool is_left_out() const {
    return std::binary_search(extent_.left_out.begin(), extent_.left_out.end(), index_);
  }

  std::string_view next_piece() {
    if (!rest_.empty()) return std::exchange(rest_, {});
    const std::string_view piece = reader_.next_piece();
    hash_.update(piece);
    return piece;
  }

  void pass_over(std::uint64_t bytes) {
    while (bytes > 0) {
      const std::string_view piece = next_piece();
      if (piece.empty()) throw changed_file(file_.path);
      const std::size_t passed = std::min<std::uint64_t>(bytes, piece.size());
      bytes -= passed;
      rest_ = piece.substr(passed);
    }
  }

  void check_content() {
    if (std::exchange(is_checked_, true)) return;
    while (!next_piece().empty()) continue;
    if (hash_.digest() != file_.sha256) throw changed_file(file_.path);
  }

  const checked_file& file_;
  const body_extent& extent_;
  file_reader reader_;
  sha256_hash hash_;
  std::string_view rest_;  // of a piece
  std::optional<statement_splitter> splitter_;
  std::size_t index_ = 0;  // of the next statement
  bool is_checked_ = false;
};

class file_script final : public statement_source {
 public:
  file_script(checked_file file, body_extent extent)
      : file_(std::move(file)), extent_(std::move(extent)) {}

  const script_summary& summary() const noexcept override { return extent_.summary; }
  bool is_in_memory() const noexcept override { return false; }

  std::unique_ptr<statement_reader> open() const override {
    return std::make_unique<body_reader>(file_, extent_);
  }

 private:
  checked_file file_;
  body_extent extent_;
};

class kept_script final : public statement_source {
 public:
  kept_script(checked_file file, script_ptr statements, std::shared_ptr<body_memory> memory,
              std::size_t bytes)
      : file_(std::move(file)),
        statements_(std::move(statements)),
        memory_(std::move(memory)),
        bytes_(bytes) {}
  kept_script(const kept_script&) = delete;
  kept_script& operator=(const kept_script&) = delete;
  ~kept_script() override { memory_->give_back(bytes_); }

  const script_summary& summary() const noexcept override { return statements_->summary(); }

  std::unique_ptr<statement_reader> open() const override {
    check_same(file_, identity_of(file_.path));
    return statements_->open();
  }

 private:
  checked_file file_;
  script_ptr statements_;
  std::shared_ptr<body_memory> memory_;
  std::size_t bytes_;
};

std::size_t bytes_of(const std::vector<statement>& statements) {
  std::size_t sum = 0;
  for (const statement& s : statements) {
    sum += sizeof s + s.sql.capacity() + s.position.file.capacity();
  }
  return sum;
}

}  // namespace

bool body_memory::take(std::size_t bytes) {
  std::size_t left = left_;
  while (left >= bytes) {
    if (left_.compare_exchange_weak(left, left - bytes)) return true;
  }
  return false;
}

script_ptr script_in_file(checked_file file, body_extent extent) {
  return std::make_shared<file_script>(std::move(file), std::move(extent));
}

script_ptr script_in_memory(checked_file file, std::vector<statement> statements,
                            std::shared_ptr<body_memory> memory) {
  const std::size_t bytes = bytes_of(statements);
  if (!memory->take(bytes)) return nullptr;
  return std::make_shared<kept_script>(std::move(file), script_of(std::move(statements)),
                                       std::move(memory), bytes);
}

text_opener pieces_of(const std::string& path) {
  return [path]() -> text_pieces {
    const auto reader = std::make_shared<file_reader>(path);
    return [reader] { return reader->next_piece(); };
  };
}

error changed_file(const std::string& path) {
  return error_at(error_kind::script, {path}, "The file was changed after it had been checked.");
}

}  // namespace fz
