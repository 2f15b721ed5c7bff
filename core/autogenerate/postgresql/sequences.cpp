#include "core/autogenerate/postgresql/sequences.hpp"

#include "core/autogenerate/postgresql/names.hpp"
#include "core/util/text.hpp"

#include <charconv>
#include <cstdint>
#include <limits>

namespace fz::postgresql {
namespace {

using texts = std::vector<std::string>;

std::int64_t number_in(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool goes_up(const attributes& sequence) { return !sequence["increment"].starts_with("-"); }

std::int64_t least(const attributes& sequence) {
  if (sequence.has("minimum")) return number_in(sequence["minimum"]);
  return goes_up(sequence) ? 1 : std::numeric_limits<std::int64_t>::min();
}

std::int64_t most(const attributes& sequence) {
  if (sequence.has("maximum")) return number_in(sequence["maximum"]);
  return goes_up(sequence) ? std::numeric_limits<std::int64_t>::max() : -1;
}

std::int64_t start(const attributes& sequence) {
  if (sequence.has("start")) return number_in(sequence["start"]);
  return goes_up(sequence) ? least(sequence) : most(sequence);
}

std::string bound(const attributes& sequence, const char* name, const std::string& word) {
  return sequence.has(name) ? word + " " + sequence[name] : "NO " + word;
}

}  // namespace

std::string sequence_options(const attributes& sequence) {
  texts parts;
  const auto add = [&](const char* name, const std::string& words) {
    if (sequence.has(name)) parts.push_back(words + " " + sequence[name]);
  };
  add("start", "START WITH");
  add("increment", "INCREMENT BY");
  add("minimum", "MINVALUE");
  add("maximum", "MAXVALUE");
  add("cache", "CACHE");
  if (sequence.has("cycle")) parts.emplace_back("CYCLE");
  return join(parts, " ");
}

std::vector<std::string> sequence_option_changes(const attributes& from, const attributes& to) {
  texts changes;
  const bool turned = goes_up(from) != goes_up(to);
  const bool other_bounds = turned || from["minimum"] != to["minimum"] ||
                            from["maximum"] != to["maximum"] || from["type"] != to["type"];
  if (from["increment"] != to["increment"]) {
    changes.push_back("INCREMENT BY " + (to.has("increment") ? to["increment"] : "1"));
  }
  if (other_bounds) {
    changes.push_back(bound(to, "minimum", "MINVALUE"));
    changes.push_back(bound(to, "maximum", "MAXVALUE"));
  }
  if (start(from) != start(to)) {
    changes.push_back("START WITH " + std::to_string(start(to)));
  }
  // A sequence that has not been used yet is at its start, which must be within the bounds.
  const bool outside = start(from) < least(to) || start(from) > most(to);
  if (outside) changes.push_back("RESTART WITH " + std::to_string(start(to)));
  if (from["cache"] != to["cache"]) {
    changes.push_back("CACHE " + (to.has("cache") ? to["cache"] : "1"));
  }
  if (from.has("cycle") != to.has("cycle")) {
    changes.emplace_back(to.has("cycle") ? "CYCLE" : "NO CYCLE");
  }
  return changes;
}

std::vector<std::string> create_sequence(const schema_object& sequence) {
  std::string text =
      sequence.attributes.has("unlogged") ? "CREATE UNLOGGED SEQUENCE " : "CREATE SEQUENCE ";
  text += sql_name(sequence.key);
  if (sequence.attributes.has("type")) text += " AS " + sequence.attributes["type"];
  const std::string options = sequence_options(sequence.attributes);
  if (!options.empty()) text += " " + options;
  return {text};
}

std::vector<std::string> alter_sequence(const schema_object& from, const schema_object& to) {
  texts statements;
  const std::string head = "ALTER SEQUENCE " + sql_name(to.key);
  const attributes& a = from.attributes;
  const attributes& b = to.attributes;
  texts changes;
  if (a["type"] != b["type"]) changes.push_back("AS " + (b.has("type") ? b["type"] : "bigint"));
  for (std::string& each : sequence_option_changes(a, b)) changes.push_back(std::move(each));
  if (!changes.empty()) statements.push_back(head + " " + join(changes, " "));
  if (a["unlogged"] != b["unlogged"]) {
    statements.push_back(head + (b.has("unlogged") ? " SET UNLOGGED" : " SET LOGGED"));
  }
  return statements;
}

}  // namespace fz::postgresql
