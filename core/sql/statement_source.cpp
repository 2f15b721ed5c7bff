#include "core/sql/statement_source.hpp"

#include "core/sql/statement_traits.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace fz {
namespace {

/// True if `text` begins with `lower`, letters in any case.
bool begins_with(std::string_view text, std::string_view lower) {
  const auto is_same = [](char written, char wanted) {
    return written == wanted || (written >= 'A' && written <= 'Z' && written + 32 == wanted);
  };
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(),
                    [&](char wanted, char written) { return is_same(written, wanted); });
}

/// Looks only at underscores, which are rare: scripts may be long.
bool names_search_path(std::string_view sql) {
  constexpr std::string_view before = "search";
  for (std::size_t at = sql.find('_'); at != std::string_view::npos; at = sql.find('_', at + 1)) {
    const bool fits = at >= before.size();
    if (fits && begins_with(sql.substr(at - before.size()), "search_path")) return true;
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
  // DEALLOCATE, DISCARD and DO; the others may be long.
  const bool may_forget = s.sql.starts_with('d') || s.sql.starts_with('D');
  forgets_prepared =
      forgets_prepared ||
      (may_forget && describe(s.sql, dialect::postgresql).forgets_prepared_statements);
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
