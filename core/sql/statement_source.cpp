#include "core/sql/statement_source.hpp"

#include "core/sql/statement_traits.hpp"

#include <utility>

namespace fz {
namespace {

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
