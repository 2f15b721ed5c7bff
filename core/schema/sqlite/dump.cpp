#include "core/schema/sqlite/dump.hpp"

#include "core/schema/sqlite/token_reader.hpp"

#include <fmt/format.h>

#include <unordered_set>

namespace fz::sqlite {
namespace {

class creation_sequence {
 public:
  explicit creation_sequence(const database_schema& schema) : schema_(schema) {}

  std::vector<const schema_object*> order() {
    for (const object_kind kind : {object_kind::table, object_kind::view, object_kind::trigger}) {
      for (const schema_object& o : schema_.objects()) {
        if (o.key.kind == kind) place(o);
      }
    }
    return std::move(ordered_);
  }

 private:
  /// What it depends on comes first, as far as that is of the same kind; a ring is cut where it is
  /// entered.
  void place(const schema_object& object) {
    if (!seen_.insert(object.key).second) return;
    for (const dependency& needed : object.depends_on) {
      const schema_object* other = schema_.find(needed.on);
      if (other != nullptr && other->key.kind == object.key.kind) place(*other);
    }
    if (object.key.kind == object_kind::table) {
      place_referenced(object);
      ordered_.push_back(&object);
      for (const schema_object* index : schema_.children(object_kind::index, "", object.key.name)) {
        ordered_.push_back(index);
      }
    } else {
      ordered_.push_back(&object);
    }
  }

  void place_referenced(const schema_object& table) {
    for (const schema_object* key :
         schema_.children(object_kind::foreign_key, "", table.key.name)) {
      for (const dependency& needed : key->depends_on) {
        const schema_object* other = schema_.find(needed.on);
        if (other != nullptr) place(*other);
      }
    }
  }

  const database_schema& schema_;
  std::unordered_set<object_key, object_key_hash> seen_;
  std::vector<const schema_object*> ordered_;
};

}  // namespace

std::vector<const schema_object*> creation_order(const database_schema& schema) {
  return creation_sequence(schema).order();
}

std::string dump(const database_schema& schema) {
  std::string script;
  for (const schema_object* object : creation_order(schema)) {
    if (!script.empty()) script += '\n';
    script += terminated(object->definition);
    script += '\n';
  }
  return script;
}

std::string terminated(std::string_view sql) {
  const std::vector<text_token> tokens = all_tokens(sql);
  const bool ends_with_comment = !tokens.empty() &&
                                 tokens.back().what == text_token::kind::comment &&
                                 sql.substr(tokens.back().begin).starts_with("--");
  return fmt::format("{}{};", sql, ends_with_comment ? "\n" : "");
}

}  // namespace fz::sqlite
