#include "core/sql/statement_source.hpp"

#include "core/util/text.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace fz {
namespace {

/// True if `text` has `lower` at `at`, letters in any case.
bool has_at(std::string_view text, std::size_t at, std::string_view lower) {
  return at <= text.size() && text.size() - at >= lower.size() &&
         to_lower(text.substr(at, lower.size())) == lower;
}

/// Looks only at underscores, which are rare: scripts may be long.
bool names_search_path(std::string_view sql) {
  constexpr std::string_view before = "search";
  for (std::size_t at = sql.find('_'); at != std::string_view::npos; at = sql.find('_', at + 1)) {
    if (at >= before.size() && has_at(sql, at - before.size(), "search_path")) return true;
  }
  return false;
}

class list_reader final : public statement_reader {
 public:
  explicit list_reader(const std::vector<statement>& statements) : statements_(statements) {}

  const statement* next() override {
    return at_ < statements_.size() ? &statements_[at_++] : nullptr;
  }

 private:
  const std::vector<statement>& statements_;
  std::size_t at_ = 0;
};

class statement_list final : public statement_source {
 public:
  explicit statement_list(std::vector<statement> statements) : statements_(std::move(statements)) {
    for (const statement& s : statements_) summary_.add(s);
  }

  const script_summary& summary() const noexcept override { return summary_; }

  std::unique_ptr<statement_reader> open() const override {
    return std::make_unique<list_reader>(statements_);
  }

 private:
  std::vector<statement> statements_;
  script_summary summary_;
};

}  // namespace

void script_summary::add(const statement& s) {
  ++statements;
  bytes += s.sql.size();
  names_search_path = names_search_path || fz::names_search_path(s.sql);
  forgets_prepared =
      forgets_prepared || has_at(s.sql, 0, "deallocate") || has_at(s.sql, 0, "discard");
}

script_ptr script_of(std::vector<statement> statements) {
  return std::make_shared<statement_list>(std::move(statements));
}

std::vector<statement> statements_of(const script_ptr& script) {
  std::vector<statement> all;
  if (!script) return all;
  all.reserve(script->size());
  const auto reader = script->open();
  while (const statement* s = reader->next()) all.push_back(*s);
  return all;
}

std::size_t statement_count(const script_ptr& script) { return script ? script->size() : 0; }

}  // namespace fz
