#include "core/database/postgresql/host_list.hpp"

#include "core/util/text.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace fz::postgresql {
namespace {

/// A list of libpq's, with one element a host or a single one for all of them.
struct host_keyword {
  std::string name;
  std::vector<std::string> values;

  host_keyword(const connect_parameters& parameters, const char* keyword, const char* variable)
      : name(keyword) {
    const std::string list = parameter_of(parameters, keyword, variable);
    for (const std::string_view each : split(list, ',')) values.emplace_back(each);
  }

  const std::string& at(std::size_t host) const {
    return host < values.size() ? values[host] : values.back();
  }
};

}  // namespace

std::string parameter_of(const connect_parameters& parameters, const std::string& keyword,
                         const char* variable) {
  const auto last = std::find_if(parameters.rbegin(), parameters.rend(), [&](const auto& each) {
    return each.first == keyword && !each.second.empty();
  });
  if (last != parameters.rend()) return last->second;
  const char* text = std::getenv(variable);
  return text == nullptr ? "" : text;
}

std::vector<connect_parameters> one_host_each(const connect_parameters& parameters) {
  const std::vector<host_keyword> keywords{{parameters, "host", "PGHOST"},
                                           {parameters, "hostaddr", "PGHOSTADDR"},
                                           {parameters, "port", "PGPORT"}};
  const std::size_t hosts = std::max(keywords[0].values.size(), keywords[1].values.size());
  if (hosts < 2) return {parameters};
  std::vector<std::string> wishes{
      parameter_of(parameters, "target_session_attrs", "PGTARGETSESSIONATTRS")};
  if (wishes[0] == "prefer-standby") wishes = {"standby", "any"};
  std::vector<connect_parameters> result;
  for (const std::string& wish : wishes) {
    for (std::size_t host = 0; host < hosts; ++host) {
      connect_parameters each = parameters;
      for (const host_keyword& keyword : keywords) {
        std::string value = keyword.at(host);
        if (value.empty() && keyword.name == "port") value = "5432";
        // libpq takes an empty value for none at all and falls back on the whole list.
        if (value.empty() && keyword.values.size() > 1) return {parameters};
        each.emplace_back(keyword.name, std::move(value));
      }
      each.emplace_back("target_session_attrs", wish);
      result.push_back(std::move(each));
    }
  }
  return result;
}

}  // namespace fz::postgresql
