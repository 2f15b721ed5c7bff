#include "core/sql/statement_source.hpp"

#include "core/sql/statement_traits.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
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
  statement_list(std::vector<statement> statements, std::optional<dialect> d)
      : statements_(std::move(statements)) {
    for (const statement& s : statements_) {
      d ? summary_.add(s, describe(s.sql, *d)) : summary_.add(s);
    }
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
}

void script_summary::add(const statement& s, const statement_traits& what) {
  add(s);
  forgets_prepared = forgets_prepared || what.forgets_prepared_statements;
  on_session = std::max({on_session, what.session, what.in_transaction});
}

script_ptr script_of(std::vector<statement> statements) {
  return std::make_shared<statement_list>(std::move(statements), std::nullopt);
}

script_ptr script_of(std::vector<statement> statements, dialect d) {
  return std::make_shared<statement_list>(std::move(statements), d);
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
