#include "tests/sql/traits_text.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <vector>

namespace fz {
namespace {

class word_list {
 public:
  void add(bool has, const std::string& word) {
    if (has) words_.push_back(word);
  }

  void add(session_effect effect, const std::string& word) {
    if (effect == session_effect::none) return;
    words_.push_back(effect == session_effect::possible ? word + "?" : word);
  }

  std::string text() const { return join(words_, ", "); }

 private:
  std::vector<std::string> words_;
};

std::string text_of(const setting_change& s) {
  const char* local = s.scope == setting_scope::transaction ? "local " : "";
  const std::string name = s.name.empty() ? "?" : s.name;
  if (s.is_reset) return fmt::format("{}{} reset", local, name);
  return s.value ? fmt::format("{}{}='{}'", local, name, *s.value)
                 : fmt::format("{}{}=?", local, name);
}

const char* name_of(recoverable_kind kind) {
  switch (kind) {
    case recoverable_kind::index:
      return "index";
    case recoverable_kind::reindex_index:
      return "reindex index";
    case recoverable_kind::reindex_table:
      return "reindex table";
    case recoverable_kind::reindex_schema:
      return "reindex schema";
    case recoverable_kind::reindex_database:
      return "reindex database";
    case recoverable_kind::detach:
      return "detach";
    case recoverable_kind::database:
      return "database";
    case recoverable_kind::tablespace:
      return "tablespace";
    case recoverable_kind::subscription:
      return "subscription";
  }
  return "";
}

std::string text_of(const recoverable_object& o) {
  std::string text = fmt::format("{}{} <{}>", o.is_made ? "new " : "", name_of(o.kind), o.name);
  if (!o.table.empty()) text += fmt::format(" of <{}>", o.table);
  if (o.if_exists) text += " if exists";
  if (o.if_not_exists) text += " if not exists";
  return text;
}

const char* name_of(transaction_command command) {
  switch (command) {
    case transaction_command::none:
      return "";
    case transaction_command::begin:
      return "begins";
    case transaction_command::commit:
      return "commits";
    case transaction_command::rollback:
      return "rolls back";
    case transaction_command::prepare:
      return "prepares";
    case transaction_command::savepoint:
      return "savepoint";
  }
  return "";
}

}  // namespace

std::string traits_text(const statement_traits& t) {
  word_list list;
  list.add(!t.words.empty(), t.words + ":");
  list.add(t.transaction != transaction_command::none, name_of(t.transaction));
  list.add(t.chain, "chain");
  list.add(t.inside == inside_transaction::is_refused, "refused inside");
  list.add(t.inside == inside_transaction::is_ignored, "ignored inside");
  list.add(t.must_be_first_in_transaction, "first");
  list.add(t.may_commit_itself, "may commit");
  list.add(t.runs_alone, "alone");
  list.add(t.builds_concurrently, "concurrent");
  list.add(t.recoverable.has_value(), t.recoverable ? text_of(*t.recoverable) : "");
  list.add(t.session, "session");
  list.add(t.in_transaction, "transaction");
  list.add(t.sets_up_session, "set-up");
  list.add(t.setting.has_value(), t.setting ? text_of(*t.setting) : "");
  list.add(t.sets_search_path, "search_path");
  list.add(t.sets_role, "role");
  list.add(t.makes_temporary_objects, "temporary");
  list.add(t.forgets_prepared_statements, "forgets");
  list.add(t.client_copy == copy_direction::from_client, "from client");
  list.add(t.client_copy == copy_direction::to_client, "to client");
  list.add(!t.needless.empty(), "needless");
  list.add(!t.shell_command.empty(), t.shell_command);
  return list.text();
}

}  // namespace fz
