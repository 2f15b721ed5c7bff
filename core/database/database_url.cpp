#include "core/database/database_url.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace fz {
namespace {

constexpr std::string_view taken_forms =
    "Forms that are taken: sqlite:///relative.db, sqlite:////absolute/path.db, sqlite:// (in "
    "memory), postgresql://user:password@host:port/database?parameter=value.";

error url_error(std::string_view sentence) {
  return error(error_kind::config, fmt::format("{}\n{}", sentence, taken_forms));
}

std::optional<unsigned> hex_byte(std::string_view digits) {
  unsigned byte = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, problem] = std::from_chars(digits.data(), end, byte, 16);
  if (digits.size() != 2 || stop != end || problem != std::errc{}) return std::nullopt;
  return byte;
}

/// `part` names what is decoded in a message, which shows nothing of the text itself: it may be a
/// password.
std::string decode(std::string_view text, std::string_view part) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    const std::optional<unsigned> byte = hex_byte(text.substr(i + 1, 2));
    if (!byte) {
      throw url_error(
          fmt::format("The {} in the database URL has a '%' that two hexadecimal digits "
                      "do not follow; write %25 for a percent sign.",
                      part));
    }
    result += static_cast<char>(*byte);
    i += 2;
  }
  if (result.find('\0') != std::string::npos) {
    throw url_error(fmt::format("The {} in the database URL contains a NUL character.", part));
  }
  return result;
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> query;
  for (const std::string_view parameter : split(text, '&')) {
    if (parameter.empty()) continue;
    const std::size_t equals = parameter.find('=');
    if (equals == 0 || equals == std::string_view::npos) {
      throw url_error(
          "A parameter behind the '?' of the database URL is not of the form name=value.");
    }
    std::string value(parameter.substr(equals + 1));
    if (value.empty()) continue;  // as in SQLAlchemy: as if it were not there
    std::replace(value.begin(), value.end(), '+', ' ');
    query.emplace_back(decode(parameter.substr(0, equals), "name of a parameter"),
                       decode(value, "value of a parameter"));
  }
  return query;
}

struct scheme {
  fz::dialect dialect;
  std::string_view name;
  std::vector<std::string> drivers;
};

const std::vector<scheme>& known_schemes() {
  static const std::vector<scheme> schemes = {
      {dialect::sqlite, "sqlite", {"pysqlite", "aiosqlite"}},
      {dialect::postgresql, "postgresql", {"asyncpg", "psycopg", "psycopg2"}},
      {dialect::postgresql, "postgres", {"asyncpg", "psycopg", "psycopg2"}},
  };
  return schemes;
}

/// Nothing of a text is shown that might hold a password.
bool may_be_shown(std::string_view text) {
  return text.find_first_of("@:=?") == std::string_view::npos;
}

/// " 'text'", or nothing.
std::string shown(std::string_view text) { return may_be_shown(text) ? " " + quote(text) : ""; }

error no_scheme(std::string_view text) {
  if (text.empty()) return url_error("The database URL is empty.");
  if (!may_be_shown(text)) {
    return url_error(
        "The database URL does not begin with a scheme such as sqlite:// or "
        "postgresql://.");
  }
  return url_error(
      fmt::format("{} is not a database URL. If it is a SQLite file, write sqlite:///{}.",
                  quote(text), printable(text)));
}

error unknown_scheme(const std::string& name) {
  std::vector<std::string> names;
  for (const scheme& known : known_schemes()) names.emplace_back(known.name);
  const std::string near = nearest(name, names);
  return url_error(fmt::format("The database URL has an unknown scheme{}.{}", shown(name),
                               near.empty() ? "" : fmt::format(" Did you mean {}?", quote(near))));
}

dialect parse_scheme(std::string_view text) {
  const std::string lower = to_lower(text);
  const std::size_t plus = lower.find('+');
  const std::string name = lower.substr(0, plus);
  const auto& schemes = known_schemes();
  const auto known =
      std::find_if(schemes.begin(), schemes.end(), [&](const scheme& s) { return s.name == name; });
  if (known == schemes.end()) throw unknown_scheme(name);
  if (plus == std::string::npos) return known->dialect;

  const std::string driver = lower.substr(plus + 1);
  if (std::find(known->drivers.begin(), known->drivers.end(), driver) == known->drivers.end()) {
    throw url_error(fmt::format(
        "The database URL names an unknown driver{}. fz brings its own and ignores {} after "
        "{}+; leave the driver out.",
        shown(driver), enumerate(known->drivers), name));
  }
  return known->dialect;
}

error sqlite_host(std::string_view authority, std::string_view path) {
  if (!may_be_shown(authority) && authority != ":memory:") {
    return url_error("A SQLite URL has no user and no host; three slashes begin its path.");
  }
  return url_error(fmt::format(
      "After two slashes {} would be a host, and a SQLite URL has none; write sqlite:///{}{}.",
      quote(authority), printable(authority), printable(path)));
}

void parse_sqlite(std::string_view authority, std::string_view path,
                  const std::filesystem::path& relative_to, database_url& url) {
  if (!authority.empty()) throw sqlite_host(authority, path);
  std::string file = path.empty() ? "" : decode(path.substr(1), "path");
  // pysqlite takes SQLite's own URI this way: sqlite:///file:app.db?mode=ro&uri=true
  if (url.query_value("uri") == "true" && file.starts_with("file:")) file.erase(0, 5);
  if (file.empty() || file == ":memory:") return;
  url.path = std::move(file);
  if (url.is_memory()) return;  // the path is only a name by which connections share it
  url.path = (std::filesystem::absolute(relative_to) / url.path).lexically_normal();
}

void check_port(std::string_view text) {
  unsigned number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  if (stop == end && problem == std::errc{} && number >= 1 && number <= 65535) return;
  // Not shown: in "postgresql://user:secret", which lacks its host, it is the password.
  throw url_error("The port in the database URL is not a number from 1 to 65535.");
}

struct host_and_port {
  std::string host;
  std::string port;
};

host_and_port parse_host(std::string_view text) {
  std::string_view host = text.substr(0, text.find(':'));
  std::string_view port = text.substr(host.size());
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) {
      throw url_error("The '[' before an IPv6 address in the database URL is never closed.");
    }
    host = text.substr(1, close - 1);
    port = text.substr(close + 1);
    if (!port.empty() && port[0] != ':') {
      throw url_error("Only a ':' and a port may follow the IPv6 address in the database URL.");
    }
  }
  if (!port.empty()) port.remove_prefix(1);
  if (!port.empty()) check_port(port);
  return {decode(host, "host"), std::string(port)};
}

/// "a:1,b" becomes host "a,b", port "1,"; without any port the ports stay empty.
void parse_hosts(std::string_view text, database_url& url) {
  bool any_port = false;
  std::vector<std::string> hosts;
  std::vector<std::string> ports;
  for (const std::string_view one : split(text, ',')) {
    auto [host, port] = parse_host(one);
    any_port = any_port || !port.empty();
    hosts.push_back(std::move(host));
    ports.push_back(std::move(port));
  }
  url.host = join(hosts, ",");
  url.port = any_port ? join(ports, ",") : "";
}

/// True for a parameter that libpq does not know and that means nothing to a program which runs
/// once: of asyncpg, of its SQLAlchemy dialect, or golang-migrate's own.
bool is_for_others(std::string_view name) {
  if (name.starts_with("x-")) return true;
  constexpr std::array<std::string_view, 6> names = {"async_fallback",
                                                     "command_timeout",
                                                     "max_cached_statement_lifetime",
                                                     "prepared_statement_cache_size",
                                                     "prepared_statement_name_func",
                                                     "statement_cache_size"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Parameters that are members of database_url win over the part before the `?`, as in libpq.
/// SQLAlchemy writes several hosts as host=a:1&host=b:2, libpq as host=a,b&port=1,2.
void take_libpq_parameters(database_url& url) {
  std::vector<std::pair<std::string, std::string>> rest;
  std::vector<std::string> hosts;
  std::vector<std::string> ports;
  for (auto& [name, value] : url.query) {
    if (name == "host")
      hosts.push_back(value);
    else if (name == "port")
      ports.push_back(value);
    else if (name == "user")
      url.user = value;
    else if (name == "password")
      url.password = value;
    else if (name == "dbname")
      url.database = value;
    else if (name == "ssl")
      rest.emplace_back("sslmode", value == "true" ? "require" : value);
    else if (!is_for_others(name))
      rest.emplace_back(name, value);
  }
  url.query = std::move(rest);

  const auto is_folder = [](const std::string& host) { return host.starts_with('/'); };
  if (!hosts.empty() && std::any_of(hosts.begin(), hosts.end(), is_folder)) {
    url.host = join(hosts, ",");
    url.port.clear();
  } else if (!hosts.empty()) {
    parse_hosts(join(hosts, ","), url);
  }
  if (ports.empty()) return;
  url.port = join(ports, ",");
  for (const std::string_view port : split(url.port, ',')) {
    if (!port.empty()) check_port(port);
  }
}

/// Where the '@' after user and password is, or 0: the user has no `:` and `/`, the password
/// goes up to the first '@' and may hold a `/` or `?` (SQLAlchemy's pattern).
std::size_t end_of_user_info(std::string_view rest) {
  const std::size_t at = rest.find('@');
  if (at == std::string_view::npos) return 0;
  const std::size_t stop = rest.find_first_of(":/?@");
  return rest[stop] == ':' || stop == at ? at : 0;
}

void parse_user_info(std::string_view text, database_url& url) {
  const std::size_t colon = text.find(':');
  url.user = decode(text.substr(0, colon), "user");
  if (colon != std::string_view::npos) url.password = decode(text.substr(colon + 1), "password");
}

void parse_postgresql(std::string_view rest, database_url& url) {
  const std::size_t at = end_of_user_info(rest);
  parse_user_info(rest.substr(0, at), url);
  if (rest.substr(at).starts_with('@')) rest.remove_prefix(at + 1);
  if (rest.find('@') != std::string_view::npos) {
    throw url_error(
        "The database URL has an '@' too many; write %40 for one that belongs to the "
        "user, the password or the database.");
  }
  const std::size_t slash = rest.find('/');
  parse_hosts(rest.substr(0, slash), url);
  if (slash != std::string_view::npos) url.database = decode(rest.substr(slash + 1), "database");
  take_libpq_parameters(url);
}

}  // namespace

bool database_url::is_memory() const {
  return dialect == dialect::sqlite && (path.empty() || query_value("mode") == "memory");
}

std::optional<std::string> database_url::query_value(std::string_view name) const {
  const auto found = std::find_if(query.rbegin(), query.rend(),
                                  [&](const auto& parameter) { return parameter.first == name; });
  if (found == query.rend()) return std::nullopt;
  return found->second;
}

database_url parse_database_url(std::string_view text, const std::filesystem::path& relative_to) {
  text = trim(text);
  database_url url;
  const std::size_t separator = text.find("://");
  if (separator == std::string_view::npos) {
    // dbmate and sqlx write sqlite:app.db.
    if (!text.starts_with("sqlite:")) throw no_scheme(text);
    const std::string_view path = text.substr(7, text.find('?') - 7);
    if (text.size() > path.size() + 7) url.query = parse_query(text.substr(path.size() + 8));
    parse_sqlite("", "/" + std::string(path), relative_to, url);
    return url;
  }
  url.dialect = parse_scheme(text.substr(0, separator));

  const std::string_view rest = text.substr(separator + 3);
  const std::size_t query = rest.find('?', end_of_user_info(rest));
  const std::string_view front = rest.substr(0, query);
  if (query != std::string_view::npos) url.query = parse_query(rest.substr(query + 1));
  if (url.dialect == dialect::postgresql) {
    parse_postgresql(front, url);
  } else {
    const std::size_t slash = std::min(front.find('/'), front.size());
    parse_sqlite(front.substr(0, slash), front.substr(slash), relative_to, url);
  }
  return url;
}

}  // namespace fz
