#include "core/autogenerate/postgresql/routines.hpp"

#include "core/autogenerate/postgresql/lists.hpp"
#include "core/autogenerate/postgresql/names.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace fz::postgresql {
namespace {

/// The kind of change to an aggregate's state that a letter of pg_aggregate stands for.
std::string modify_word(const std::string& letter) {
  if (letter == "r") return "READ_ONLY";
  return letter == "s" ? "SHAREABLE" : "READ_WRITE";
}

/// The letter that is the default for this kind of aggregate.
std::string usual_modify(const attributes& aggregate) {
  return aggregate.has("aggregate_kind") ? "w" : "r";
}

std::string create_aggregate(const schema_object& aggregate) {
  const attributes& a = aggregate.attributes;
  std::vector<std::string> options;
  const auto add = [&](const char* name, const char* word) {
    if (a.has(name)) options.push_back(std::string(word) + " = " + a[name]);
  };
  const auto add_modify = [&](const char* name, const char* word) {
    if (!a.has(name) || a[name] == usual_modify(a)) return;
    options.push_back(std::string(word) + " = " + modify_word(a[name]));
  };
  add("sfunc", "SFUNC");
  add("stype", "STYPE");
  add("sspace", "SSPACE");
  add("finalfunc", "FINALFUNC");
  if (a.has("finalfunc_extra")) options.emplace_back("FINALFUNC_EXTRA");
  add_modify("finalfunc_modify", "FINALFUNC_MODIFY");
  add("initcond", "INITCOND");
  add("combinefunc", "COMBINEFUNC");
  add("serialfunc", "SERIALFUNC");
  add("deserialfunc", "DESERIALFUNC");
  add("msfunc", "MSFUNC");
  add("minvfunc", "MINVFUNC");
  add("mstype", "MSTYPE");
  add("msspace", "MSSPACE");
  add("mfinalfunc", "MFINALFUNC");
  if (a.has("mfinalfunc_extra")) options.emplace_back("MFINALFUNC_EXTRA");
  add_modify("mfinalfunc_modify", "MFINALFUNC_MODIFY");
  add("minitcond", "MINITCOND");
  add("sortop", "SORTOP");
  if (a["aggregate_kind"] == "hypothetical set") options.emplace_back("HYPOTHETICAL");
  add("parallel", "PARALLEL");
  return "CREATE AGGREGATE " + routine_name(aggregate) + " (\n    " + join(options, ",\n    ") +
         "\n)";
}

struct argument {
  std::string declaration;
  std::string default_value;
};

std::vector<argument> arguments_in(const std::string& list) {
  std::vector<argument> found;
  for (const std::string& each : split_list(list)) {
    const std::size_t at = each.find(" DEFAULT ");
    argument one{each.substr(0, at), ""};
    if (at != std::string::npos) one.default_value = each.substr(at + 9);
    found.push_back(std::move(one));
  }
  return found;
}

/// A default may come or change, but not go; nothing else may change.
bool can_replace(const argument& from, const argument& to) {
  return from.declaration == to.declaration &&
         (from.default_value.empty() || !to.default_value.empty());
}

bool is_window(const attributes& function) {
  return function["definition"].find("\n WINDOW") != std::string::npos;
}

}  // namespace

std::string create_routine(const schema_object& routine) {
  if (routine.key.kind == object_kind::aggregate) return create_aggregate(routine);
  return std::string(trim(routine.attributes["definition"]));
}

std::string create_operator(const schema_object& created) {
  const attributes& a = created.attributes;
  const std::size_t comma = created.key.signature.find(", ");
  const std::string left = created.key.signature.substr(0, comma);
  const std::string right = created.key.signature.substr(comma + 2);
  std::vector<std::string> options = {"FUNCTION = " + a["function"]};
  if (left != "NONE") options.push_back("LEFTARG = " + left);
  if (right != "NONE") options.push_back("RIGHTARG = " + right);
  const auto add = [&](const char* name, const char* word) {
    if (a.has(name)) options.push_back(std::string(word) + " = " + a[name]);
  };
  add("commutator", "COMMUTATOR");
  add("negator", "NEGATOR");
  add("restrict", "RESTRICT");
  add("join", "JOIN");
  if (a.has("hashes")) options.emplace_back("HASHES");
  if (a.has("merges")) options.emplace_back("MERGES");
  return "CREATE OPERATOR " + quote_identifier(created.key.schema) + "." + created.key.name +
         " (\n    " + join(options, ",\n    ") + "\n)";
}

std::vector<std::string> alter_operator(const schema_object& from, const schema_object& to) {
  std::vector<std::string> changes;
  for (const auto& [name, word] : {std::pair{"restrict", "RESTRICT"}, {"join", "JOIN"}}) {
    if (from.attributes[name] == to.attributes[name]) continue;
    changes.push_back(std::string(word) + " = " +
                      (to.attributes.has(name) ? to.attributes[name] : "NONE"));
  }
  if (changes.empty()) return {};
  return {"ALTER " + target_of(to) + " SET (" + join(changes, ", ") + ")"};
}

bool needs_new_routine(const schema_object& from, const schema_object& to) {
  const attributes& a = from.attributes;
  const attributes& b = to.attributes;
  if (to.key.kind == object_kind::aggregate) {
    return create_aggregate(from) != create_aggregate(to) || a["result"] != b["result"];
  }
  if (a["result"] != b["result"] || a["procedure"] != b["procedure"]) return true;
  if (is_window(a) != is_window(b)) return true;
  const std::vector<argument> old_ones = arguments_in(a["arguments"]);
  const std::vector<argument> new_ones = arguments_in(b["arguments"]);
  return !std::equal(old_ones.begin(), old_ones.end(), new_ones.begin(), new_ones.end(),
                     can_replace);
}

}  // namespace fz::postgresql
