#include "core/config/fleet_keys.hpp"

#include "core/config/read_table.hpp"

#include <array>

namespace fz {
namespace {

/// A key under [fleet], and how its value is taken.
struct fleet_key {
  std::string_view name;
  void (*read)(const setting&, fleet_config&);
};

constexpr std::size_t most_jobs = 1000;

/// One string, or several in an array.
std::vector<std::string> one_or_several(const setting& s) {
  if (s.node().is_array()) return s.strings();
  return {s.name()};
}

/// The same with commas between them; a number as it is.
std::string listed(const setting& s) {
  return s.node().is_array() ? join(s.strings(), ",") : s.text_or_number();
}

/// What is in braces after each `$` of the template may be a column or a variable: which is known
/// only when the database has answered.
void read_template(const setting& s, fleet_config& f) {
  f.url_template = s.raw();
  const std::string& text = f.url_template;
  for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at + 2)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string::npos) throw s.unexpected("a URL in which every '${' is closed by '}'");
    f.known[text.substr(at + 2, end - at - 2)] =
        s.source().known.expand(text.substr(at, end + 1 - at));
  }
}

url_setting url_in(const setting& s) {
  return {s.source().known.expand(s.raw()), to_string(s.position()), s.source().folder};
}

constexpr std::array fleet_keys = {
    fleet_key{"targets", [](const setting& s, fleet_config& f) { f.targets = s.path(); }},
    fleet_key{"files", [](const setting& s, fleet_config& f) { f.files = one_or_several(s); }},
    fleet_key{"database", [](const setting& s, fleet_config& f) { f.database = url_in(s); }},
    fleet_key{"query", [](const setting& s, fleet_config& f) { f.query = s.name(); }},
    fleet_key{"template", read_template},
    fleet_key{"schemas", [](const setting& s, fleet_config& f) { f.schemas = one_or_several(s); }},
    fleet_key{"search_path", [](const setting& s, fleet_config& f) { f.search_path = s.raw(); }},
    fleet_key{"jobs", [](const setting& s, fleet_config& f) { f.jobs = s.number(1, most_jobs); }},
    fleet_key{
        "jobs_per_server",
        [](const setting& s, fleet_config& f) { f.jobs_per_server = s.number(1, most_jobs); }},
    fleet_key{"canary", [](const setting& s, fleet_config& f) { f.canary = listed(s); }},
    fleet_key{"waves", [](const setting& s, fleet_config& f) { f.waves = listed(s); }},
    fleet_key{"gate", [](const setting& s, fleet_config& f) { f.gate = s.name(); }},
    fleet_key{"pause", [](const setting& s, fleet_config& f) { f.pause = s.duration(); }},
    fleet_key{"max_failures",
              [](const setting& s, fleet_config& f) { f.max_failures = s.text_or_number(); }},
    fleet_key{"connect_retries",
              [](const setting& s, fleet_config& f) { f.connect_retries = s.number(0); }},
    fleet_key{"coordinate", [](const setting& s, fleet_config& f) { f.coordinate = url_in(s); }},
    fleet_key{"lease", [](const setting& s, fleet_config& f) { f.lease = s.duration(); }},
};

/// A table within [fleet] is a fleet with a name.
fleet_config read_named(const config_source& source, const std::string& name,
                        const toml::node& node) {
  fleet_config named;
  named.origin = to_string(source.position(node.source().begin));
  read_table(source, "fleet." + name, node, fleet_keys, named);
  return named;
}

}  // namespace

void read_fleets(const config_source& source, const toml::node& node, config& result) {
  const toml::table* table = node.as_table();
  if (table == nullptr) {
    throw error_at(error_kind::config, source.position(node.source().begin),
                   "'fleet' must be a table, [fleet].");
  }
  fleet_config own;
  for (const auto& [key, value] : *table) {
    if (value.is_table()) {
      const std::string name(key.str());
      result.fleets.insert_or_assign(name, read_named(source, name, value));
    } else {
      if (own.origin.empty()) own.origin = to_string(source.position(node.source().begin));
      read_key(source, "fleet", key, value, fleet_keys, own);
    }
  }
  if (!own.origin.empty()) result.fleets.insert_or_assign("", std::move(own));
}

}  // namespace fz
