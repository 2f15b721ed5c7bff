#include "core/command/write_revision.hpp"

#include "core/async/offload.hpp"
#include "core/command/version_folder.hpp"
#include "core/revision/name.hpp"
#include "core/revision/resolve.hpp"
#include "core/script/revision_file.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <sys/random.h>
#include <system_error>
#include <utility>

namespace fz::command {
namespace {

/// What the version table's column holds, as Alembic makes it.
constexpr std::size_t longest_id = 32;

[[noreturn]] void refuse(const std::string& sentence) {
  throw error(error_kind::revision, sentence);
}

std::string place(const fz::revision& there) {
  return there.file.empty() ? "in code"
                            : "in " + to_string(source_position{there.file, there.line, 0});
}

std::string unused_id(const revision_map& map) {
  for (;;) {
    std::string id = random_revision_id();
    if (!map.find(id) && !map.find_label(id)) return id;
  }
}

void check_new_id(const revision_map& map, const std::string& id) {
  check_name(name_kind::revision_id, id);
  if (const std::size_t length = to_utf32(id).size(); length > longest_id) {
    refuse(fmt::format("The revision id {} has {} characters; the version table holds {}.",
                       quote(id), length, longest_id));
  }
  if (const auto other = map.find(id)) {
    refuse(fmt::format("Revision {} exists already, {}; choose another id.", quote(id),
                       place(map[*other])));
  }
  if (const auto carrier = map.find_label(id)) {
    refuse(fmt::format("{} is already a branch label of revision {}, {}; choose another id.",
                       quote(id), map[*carrier].id, place(map[*carrier])));
  }
}

void check_new_label(const revision_map& map, const std::string& label) {
  check_name(name_kind::branch_label, label);
  if (const auto carrier = map.find_label(label)) {
    refuse(fmt::format("Branch label {} is already used by revision {}, {}; choose another.",
                       quote(label), map[*carrier].id, place(map[*carrier])));
  }
  if (const auto other = map.find(label)) {
    refuse(fmt::format("Branch label {} is already the id of a revision, {}; choose another.",
                       quote(label), place(map[*other])));
  }
}

std::string dependency(const revision_map& map, const std::string& text) {
  if (map.find_label(text)) return text;
  const auto found = resolve_one(map, parse_identifier(text));
  if (!found)
    refuse(fmt::format("{} is not a revision, so another cannot depend on it.", quote(text)));
  return map[*found].id;
}

void append_unless_there(std::vector<std::string>& list, std::string name) {
  if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(std::move(name));
}

void check_heads(const revision_map& map, const std::vector<node>& parents) {
  for (const node n : parents) {
    if (map.is_head(n)) continue;
    throw error(error_kind::revision,
                fmt::format("Revision {} is not a head revision. Heads: {}.", map[n].id,
                            enumerate(map, map.heads())),
                {remedy::action::allow_branching});
  }
}

new_revision declare(const revision_map& map, const std::vector<node>& parents,
                     const revision_draft& draft) {
  new_revision made;
  made.title = draft.message.value_or("");
  made.sections = draft.sections;
  made.moment = draft.create_date.value_or(
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  fz::revision& declared = made.declared;
  declared.id = draft.rev_id ? *draft.rev_id : unused_id(map);
  check_new_id(map, declared.id);
  declared.down_revisions = ids(map, parents);
  for (const std::string& label : draft.branch_labels) {
    check_new_label(map, label);
    append_unless_there(declared.branch_labels, label);
  }
  for (const std::string& text : draft.depends_on) {
    append_unless_there(declared.depends_on, dependency(map, text));
  }
  declared.message = draft.message.value_or("empty message");
  declared.create_date = create_date_of(made.moment);
  return made;
}

/// The project as it would be is built as every command builds it.
void check_graph(const revision_map& map, const fz::revision& added) {
  std::vector<fz::revision> all;
  all.reserve(map.size() + 1);
  for (node n = 0; n < map.size(); ++n) all.push_back(map[n]);
  all.push_back(added);
  all.back().file.clear();  // no file yet that a message could point to
  const revision_map whole(std::move(all));
}

}  // namespace

std::string random_revision_id() {
  std::array<std::uint8_t, 6> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw error(error_kind::file, fmt::format("The system gives no random numbers: {}.",
                                              std::generic_category().message(errno)));
  }
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

task<fz::revision> write_revision(const context& ctx, const migrations& scripts,
                                  std::vector<node> parents, revision_draft draft) {
  const revision_map& map = scripts.map();
  const alembic_config& settings = ctx.config.alembic;
  if (!draft.splice) check_heads(map, parents);
  new_revision made = declare(map, parents, draft);
  check_graph(map, made.declared);

  const file_naming naming{settings.file_template, settings.truncate_slug_length,
                           settings.timezone};
  const std::filesystem::path folder = version_folder(settings, map, parents, draft.version_path);
  made.declared.file = (folder / revision_file_name(made, naming)).string();
  auto write = [&] {
    const revision_template from = made.sections.empty()
                                       ? read_revision_template(settings.script_location)
                                       : plain_revision_template();
    write_file(made.declared.file, revision_file_text(made, from, naming), existing_file::refuse);
  };
  co_await offload(ctx.pool, std::move(write));
  co_return made.declared;
}

}  // namespace fz::command
