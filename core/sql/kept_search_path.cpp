#include "core/sql/kept_search_path.hpp"

#include <utility>

namespace fz {
namespace {

// A DO, because psql would print what a SELECT gives.
const char* const keep =
    "DO $$BEGIN PERFORM set_config('fz.search_path', current_setting('search_path'), true); END$$";
const char* const restore =
    "DO $$BEGIN PERFORM set_config('search_path', current_setting('fz.search_path'), false); END$$";

/// A script with a statement before it and one after it.
class enclosed_script final : public statement_source {
 public:
  enclosed_script(statement before, script_ptr inner, statement after)
      : before_(std::move(before)), inner_(std::move(inner)), after_(std::move(after)) {
    summary_ = inner_->summary();
    summary_.add(before_);
    summary_.add(after_);
  }

  const script_summary& summary() const noexcept override { return summary_; }

  bool is_in_memory() const noexcept override { return inner_->is_in_memory(); }

  std::unique_ptr<statement_reader> open() const override {
    return std::make_unique<reader>(*this);
  }

 private:
  class reader final : public statement_reader {
   public:
    explicit reader(const enclosed_script& script)
        : script_(script), inner_(script.inner_->open()) {}

    const statement* next() override {
      if (!std::exchange(began_, true)) return &script_.before_;
      if (const statement* s = inner_->next()) return s;
      return std::exchange(ended_, true) ? nullptr : &script_.after_;
    }

   private:
    const enclosed_script& script_;
    std::unique_ptr<statement_reader> inner_;
    bool began_ = false;
    bool ended_ = false;
  };

  statement before_;
  script_ptr inner_;
  statement after_;
  script_summary summary_;
};

}  // namespace

script_ptr keep_search_path(script_ptr script, dialect d) {
  if (d != dialect::postgresql || !script || !script->summary().names_search_path) return script;
  return std::make_shared<enclosed_script>(statement(keep), std::move(script), statement(restore));
}

}  // namespace fz
