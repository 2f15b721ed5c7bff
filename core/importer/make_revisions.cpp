#include "core/importer/make_revisions.hpp"

#include "core/importer/carry_over.hpp"
#include "core/importer/folder_files.hpp"
#include "core/importer/made_text.hpp"
#include "core/importer/revision_ids.hpp"
#include "core/script/section_rules.hpp"
#include "core/script/sql_file.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace fz::importer {
namespace {

using weight = remark::weight;

bool has_todo(const std::vector<remark>& remarks) {
  return std::any_of(remarks.begin(), remarks.end(),
                     [](const remark& each) { return each.what == weight::todo; });
}

/// What fz itself would refuse in the text; empty: nothing.
std::string problem_in(const made_revision& made, dialect d) {
  try {
    const sql_script script = parse_sql_file(made.text, made.declared.file, d);
    script_effects effects;
    for (const auto way : {direction::upgrade, direction::downgrade}) {
      const auto& section = way == direction::upgrade ? script.upgrade : script.downgrade;
      if (!section) continue;
      for (const statement& each : section->statements) {
        check_statement(each, {section->transactional, way, d}, effects);
      }
    }
  } catch (const error& e) {
    if (e.kind() != error_kind::script) throw;
    return e.what();
  }
  return {};
}

/// The name that stands in a statement on a table that a migration should leave alone.
std::string own_table_of(const migration_folder& folder) {
  const std::string table = to_lower(table_of(folder));
  if (folder.from == tool::sqitch) return table + ".";
  return table.substr(table.rfind('.') + 1);
}

class revision_maker {
 public:
  revision_maker(const migration_folder& folder, const destination& into, dialect d,
                 const std::map<std::string, std::string>& values)
      : folder_(folder), into_(into), dialect_(d), values_(values) {
    for (const existing_revision& each : into.revisions) {
      taken_.insert(each.id);
      if (each.origin && each.origin->from == folder.from)
        known_.emplace(key_of(*each.origin), each);
    }
  }

  made_project make() {
    result_.remarks = folder_.remarks;
    std::vector<std::string> problems;
    for (const origin_migration& each : folder_.migrations) {
      try {
        see(each);
      } catch (const error& e) {
        if (e.kind() != error_kind::script) throw;
        problems.emplace_back(e.what());
      }
    }
    if (!problems.empty()) throw error(error_kind::script, join(problems, "\n"));
    tell_of_missing();
    return std::move(result_);
  }

 private:
  /// Each change of a repeatable script is a migration of its own.
  static std::string key_of(const origin_line& origin) {
    const bool repeats = origin.from == tool::flyway && origin.version.starts_with("R__");
    return origin.version + (repeats ? "\n" + origin.checksum : "");
  }

  void see(const origin_migration& from) {
    const origin_line origin{folder_.from, from.version, from.checksum, from.file};
    const existing_revision* known = find_known(origin);
    if (known == nullptr) return add(from, origin);
    seen_.insert(known->id);
    ids_[from.version] = known->id;
    ++result_.already_there;
    for (const made_revision& each : result_.revisions) tell_if_late(each, from);
    if (known->origin->checksum == from.checksum) return;
    result_.remarks.push_back(
        {weight::note,
         {from.file},
         fmt::format("The file has changed since revision {} was made of it; the revision has not.",
                     known->id)});
  }

  /// Nothing if it has not been imported.
  const existing_revision* find_known(const origin_line& origin) const {
    std::vector<std::string> keys = {key_of(origin)};
    // A change that was reworked since then had no tag in its version.
    if (folder_.from == tool::sqitch) keys.push_back(keys[0].substr(0, keys[0].find('@')));
    for (const std::string& key : keys) {
      const auto [first, last] = known_.equal_range(key);
      for (auto at = first; at != last; ++at) {
        if (!seen_.contains(at->second.id)) return &at->second;
      }
    }
    return nullptr;
  }

  /// A new one that the tool would have run before `later`, which is there already.
  void tell_if_late(const made_revision& late, const origin_migration& later) {
    if (!told_.insert(late.declared.id).second) return;
    result_.remarks.push_back(
        {weight::note,
         {late.origin.file},
         fmt::format("It comes before version {} in the folder, and after it here: that one had "
                     "been imported.",
                     later.version)});
  }

  void add(const origin_migration& from, const origin_line& origin) {
    made_revision made;
    made.origin = origin;
    made.remarks = from.remarks;
    declare(from, made.declared);
    tell_of_other_projects(from, made);
    std::string body = sections_of(from.upgrades, section_direction::upgrade, made);
    body += sections_of(from.downgrades, section_direction::downgrade, made);
    if (from.downgrades.empty()) {
      made.remarks.push_back(
          {weight::note, {from.file}, "It does not say how to undo it; it cannot be downgraded."});
    }
    made.text = header_text(made.declared, origin) + body;
    check(made);
    ids_[from.version] = made.declared.id;
    previous_ = made.declared.id;
    result_.revisions.push_back(std::move(made));
  }

  void declare(const origin_migration& from, revision& declared) {
    const std::string wanted = from.wanted_id.empty() ? from.version : from.wanted_id;
    declared.id = unused_id(wanted, taken_);
    declared.message = from.name.empty() ? "empty message" : from.name;
    declared.create_date = from.date;
    declared.branch_labels = from.branch_labels;
    declared.down_revisions = parents_of(from);
    for (const std::string& each : from.depends_on) {
      const auto known = ids_.find(each);
      if (known != ids_.end()) {
        declared.depends_on.push_back(known->second);
      } else if (folder_.from != tool::sqitch) {
        declared.depends_on.push_back(each);
      } else if (const std::string id = id_in_other_project(each); !id.empty()) {
        declared.depends_on.push_back(id);
      }
    }
    declared.file = revision_file_name({declared, from.name, moment_of(from.date)}, into_.naming);
  }

  void tell_of_other_projects(const origin_migration& from, made_revision& made) const {
    if (folder_.from != tool::sqitch) return;
    for (const std::string& each : from.depends_on) {
      if (ids_.contains(each) || !id_in_other_project(each).empty()) continue;
      made.remarks.push_back(
          {weight::note,
           {from.file},
           fmt::format("It requires {} of another project, which has not been imported; see that "
                       "it is there before.",
                       quote(each))});
    }
  }

  /// The revision of a change such as "accounts:users@v1"; empty: its project was not imported.
  std::string id_in_other_project(const std::string& change) const {
    for (const std::string& version : {change, change.substr(0, change.find('@'))}) {
      const auto found = known_.find(version);
      if (found != known_.end()) return found->second.id;
    }
    return {};
  }

  /// What follows in the project of sqitch: it is a branch of its own beside others.
  std::vector<std::string> heads_to_follow() const {
    const auto own = into_.project_heads.find(folder_.project);
    if (own != into_.project_heads.end()) return own->second;
    const bool has_others = folder_.from == tool::sqitch && !into_.project_heads.empty();
    return has_others ? std::vector<std::string>() : into_.heads;
  }

  std::vector<std::string> parents_of(const origin_migration& from) {
    if (from.parents) {
      std::vector<std::string> ids;
      for (const std::string& each : *from.parents) {
        const auto known = ids_.find(each);
        ids.push_back(known == ids_.end() ? each : known->second);
      }
      return ids;
    }
    if (!previous_.empty()) return {previous_};
    std::vector<std::string> heads = heads_to_follow();
    if (heads.size() > 1) {
      throw error(error_kind::revision,
                  fmt::format("The project has several heads: {}. Merge them first, so that the "
                              "new revisions have one to follow.",
                              enumerate(heads)));
    }
    return heads;
  }

  /// A section that reads or writes the table in which the tool keeps what it has applied.
  static void tell_of_own_table(const origin_section& section, std::string_view table,
                                made_revision& made) {
    for (const text_line& line : lines_of(section.text)) {
      if (to_lower(line.text).find(table) == std::string::npos) continue;
      made.remarks.push_back({weight::note,
                              {section.start.file, section.start.line + line.number - 1},
                              fmt::format("This line names {}, a table of the other tool's own; "
                                          "it may not be there any more.",
                                          table)});
      return;
    }
  }

  std::string sections_of(const std::vector<origin_section>& all, section_direction way,
                          made_revision& made) {
    std::string text;
    for (const origin_section& each : all) {
      const dialect read_as = each.written_for.value_or(dialect_);
      tell_of_own_table(each, own_table_of(folder_), made);
      carried_section carried = carry_over(each, read_as, values_);
      made_section section{way, each.written_for, carried.transactional};
      text += "\n" + marker_text(section);
      const std::string_view body = body_of(carried.text);
      if (!body.empty()) text += std::string(body) + "\n";
      made.sections.push_back(section);
      for (remark& one : carried.remarks) made.remarks.push_back(std::move(one));
    }
    return text;
  }

  /// Reads the file as every command will.
  void check(made_revision& made) const {
    if (has_todo(made.remarks)) return;
    std::string problem;
    if (made.sections.front().dialect) {
      for (const made_section& each : made.sections) {
        if (problem.empty()) problem = problem_in(made, each.dialect.value_or(dialect_));
      }
    } else {
      problem = problem_in(made, dialect_);
    }
    if (problem.empty()) return;
    const std::string sentence = "It would not run as it is: " + problem;
    made.remarks.push_back({weight::todo, {made.origin.file}, sentence});
    const std::string marker = marker_text(made.sections.front());
    const std::size_t at = made.text.find("\n" + marker) + 1 + marker.size();
    std::string line = sentence;
    std::replace(line.begin(), line.end(), '\n', ' ');
    made.text.insert(at, todo_line(line) + "\n");
  }

  void tell_of_missing() {
    for (const auto& [key, each] : known_) {
      if (seen_.contains(each.id) || each.origin->version.starts_with("R__")) continue;
      if (sqitch_project_of(each.origin->version) != folder_.project) continue;
      result_.remarks.push_back(
          {weight::note,
           {each.origin->file},
           fmt::format("Revision {} was made of this file, which is no longer there.", each.id)});
    }
  }

  const migration_folder& folder_;
  const destination& into_;
  dialect dialect_;
  const std::map<std::string, std::string>& values_;
  std::set<std::string> taken_;
  std::multimap<std::string, existing_revision> known_;  // by key_of()
  std::set<std::string> seen_;
  std::set<std::string> told_;
  std::map<std::string, std::string> ids_;  // by version
  std::string previous_;
  made_project result_;
};

}  // namespace

bool made_revision::needs_hand() const { return has_todo(remarks); }

bool made_project::needs_hand() const {
  return has_todo(remarks) || std::any_of(revisions.begin(), revisions.end(),
                                          [](const auto& each) { return each.needs_hand(); });
}

made_project make_revisions(const migration_folder& folder, const destination& into, dialect d,
                            const std::map<std::string, std::string>& values) {
  return revision_maker(folder, into, d, values).make();
}

}  // namespace fz::importer
