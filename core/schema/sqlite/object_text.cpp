#include "core/schema/sqlite/object_text.hpp"

#include "core/schema/sqlite/key_parts.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz::sqlite {
namespace {

using kind = text_token::kind;

void add_word(std::vector<std::string>& words, std::string_view sql, const text_token& t) {
  if (t.what == kind::word) words.push_back(t.lower);
  if (t.what != kind::name && t.what != kind::string) return;
  words.push_back(to_lower(unquoted(sql.substr(t.begin, t.end - t.begin))));
}

void sort_words(std::vector<std::string>& words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
}

/// The rest of the statement, and its words.
written_sql take_rest(token_reader& in, std::vector<std::string>& words) {
  const std::size_t first = in.index();
  while (!in.at_end()) add_word(words, in.sql(), in.take_any());
  sort_words(words);
  return in.between(first, in.index());
}

std::vector<std::string> read_names(token_reader& in) {
  std::vector<std::string> names;
  do {
    names.push_back(in.take_name());
  } while (in.take_mark(","));
  return names;
}

void read_create(token_reader& in, std::string_view what) {
  in.expect("create");
  if (!in.take("temp")) in.take("temporary");
  in.expect(what);
  in.take("if not exists");
}

std::string read_timing(token_reader& in) {
  for (const std::string_view timing : {"before", "after", "instead of"}) {
    if (in.take(timing)) return std::string(timing);
  }
  return "";
}

std::string read_event(token_reader& in) {
  for (const std::string_view event : {"insert", "delete"}) {
    if (in.take(event)) return std::string(event);
  }
  in.expect("update");
  if (!in.take("of")) return "update";
  std::vector<std::string> columns = read_names(in);
  for (std::string& c : columns) c = compared_name(c);
  return fmt::format("update of {}", join(columns, ", "));
}

}  // namespace

index_text read_index(std::string_view sql) {
  token_reader in(sql);
  index_text index;
  in.expect("create");
  index.unique = in.take("unique");
  in.expect("index");
  in.take("if not exists");
  index.name = in.take_qualified_name();
  in.expect("on");
  index.table = in.take_name();
  in.expect_mark("(");
  index.parts = read_key_parts(in);
  in.expect_mark(")");
  if (in.take("where")) {
    std::vector<std::string> ignored;
    index.where = take_rest(in, ignored);
  }
  if (!in.at_end()) in.fail_expected("the end of the statement");
  return index;
}

view_text read_view(std::string_view sql) {
  token_reader in(sql);
  view_text view;
  read_create(in, "view");
  view.name = in.take_qualified_name();
  if (in.take_mark("(")) {
    view.columns = read_names(in);
    in.expect_mark(")");
  }
  in.expect("as");
  view.query = take_rest(in, view.words);
  return view;
}

trigger_text read_trigger(std::string_view sql) {
  token_reader in(sql);
  trigger_text trigger;
  read_create(in, "trigger");
  trigger.name = in.take_qualified_name();
  trigger.timing = read_timing(in);
  trigger.event = read_event(in);
  in.expect("on");
  trigger.table = in.take_qualified_name();
  trigger.action = take_rest(in, trigger.words);
  return trigger;
}

std::vector<std::string> words_of(std::string_view sql) {
  std::vector<std::string> words;
  for (const text_token& t : all_tokens(sql)) add_word(words, sql, t);
  sort_words(words);
  return words;
}

}  // namespace fz::sqlite
