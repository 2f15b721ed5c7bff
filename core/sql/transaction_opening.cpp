#include "core/sql/transaction_opening.hpp"

#include "core/sql/statement_traits.hpp"

#include <cstddef>
#include <memory>
#include <utility>

namespace fz {
namespace {

/// A script without its first statements.
class rest_of_script final : public statement_source {
 public:
  rest_of_script(script_ptr whole, std::size_t left_out)
      : whole_(std::move(whole)), left_out_(left_out), summary_(whole_->summary()) {
    summary_.statements -= left_out_;
  }

  const script_summary& summary() const noexcept override { return summary_; }
  bool is_in_memory() const noexcept override { return whole_->is_in_memory(); }

  std::unique_ptr<statement_reader> open() const override {
    auto reader = whole_->open();
    for (std::size_t i = 0; i < left_out_; ++i) reader->next();
    return reader;
  }

 private:
  script_ptr whole_;
  std::size_t left_out_;
  script_summary summary_;
};

}  // namespace

split_script split_opening(const script_ptr& whole, dialect d) {
  split_script split;
  const auto reader = whole->open();
  while (const statement* s = reader->next()) {
    if (!describe(s->sql, d).must_be_first_in_transaction) break;
    split.opening.push_back(*s);
  }
  split.rest =
      split.opening.empty() ? whole : std::make_shared<rest_of_script>(whole, split.opening.size());
  return split;
}

}  // namespace fz
