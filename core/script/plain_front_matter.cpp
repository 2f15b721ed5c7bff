#include "core/script/date_time.hpp"
#include "core/script/front_matter_fields.hpp"
#include "core/util/text.hpp"

#include <algorithm>

namespace fz {
namespace {

/// Reads one line; every function gives false, or nothing, for what is not ordinary.
class plain_line {
 public:
  explicit plain_line(std::string_view toml) : rest_(toml) { skip_blanks(); }

  /// Only a comment, or nothing, is left.
  bool at_end() {
    skip_blanks();
    return rest_.empty() || (rest_[0] == '#' && is_plain(rest_));
  }

  std::string_view key() {
    return take_while([](char c) { return c != ' ' && c != '\t' && c != '='; });
  }

  bool take(char c) {
    skip_blanks();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    skip_blanks();
    return true;
  }

  bool is_string() const { return rest_.starts_with('"'); }

  std::optional<std::string_view> string() {
    if (!is_string()) return std::nullopt;
    const std::size_t close = rest_.find('"', 1);
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view value = rest_.substr(1, close - 1);
    if (value.find('\\') != std::string_view::npos || !is_plain(value)) return std::nullopt;
    rest_.remove_prefix(close + 1);
    if (rest_.starts_with('"')) return std::nullopt;  // """
    return value;
  }

  std::string_view date_time() {
    return take_while([](char c) {
      return (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '.' || c == '+' || c == 'T' ||
             c == 'Z';
    });
  }

 private:
  void skip_blanks() {
    take_while([](char c) { return c == ' ' || c == '\t'; });
  }

  template <class Belongs>
  std::string_view take_while(Belongs belongs) {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), belongs);
    const std::string_view taken(rest_.begin(), end);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  /// No control characters but tabs, and well-formed.
  static bool is_plain(std::string_view text) {
    unsigned all_bits = 0;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if ((byte < 0x20 && c != '\t') || byte == 0x7F) return false;
      all_bits |= byte;
    }
    return all_bits < 0x80 || is_utf8(text);
  }

  std::string_view rest_;
};

bool read_names(plain_line& line, std::vector<std::string>& names) {
  if (line.is_string()) {
    const auto value = line.string();
    if (value && !value->empty()) names.emplace_back(*value);
    return value.has_value();
  }
  if (!line.take('[')) return false;
  while (!line.take(']')) {
    if (!names.empty() && !line.take(',')) return false;
    const auto value = line.string();
    if (!value || value->empty()) return false;
    names.emplace_back(*value);
  }
  return true;
}

bool read_date_time(plain_line& line, std::string& text) {
  const auto value = line.is_string() ? line.string() : line.date_time();
  auto normalised = value ? normalised_date_time(*value) : std::nullopt;
  if (normalised) text = std::move(*normalised);
  return normalised.has_value();
}

bool read_value(plain_line& line, const front_matter_key& key, revision& result) {
  switch (key.type) {
    case front_matter_type::names:
      return read_names(line, result.*key.names);
    case front_matter_type::date_time:
      return read_date_time(line, result.*key.text);
    case front_matter_type::id:
    case front_matter_type::text:
      break;
  }
  const auto value = line.string();
  if (value) result.*key.text = *value;
  return value.has_value();
}

bool read_lines(std::string_view text, const front_matter_block& block, revision& result) {
  unsigned seen = 0;  // one bit a key
  std::size_t number = block.first_line;
  for (std::size_t at = block.begin; at < block.end; ++number) {
    const std::size_t end = std::min(text.find('\n', at), block.end);
    std::string_view raw = text.substr(at, end - at);
    at = end + 1;
    if (raw.ends_with('\r')) raw.remove_suffix(1);

    plain_line line(front_matter_toml(raw));
    if (line.at_end()) continue;
    const std::string_view name = line.key();
    const auto key = std::find_if(front_matter_keys.begin(), front_matter_keys.end(),
                                  [&](const front_matter_key& k) { return k.name == name; });
    if (key == front_matter_keys.end()) return false;
    const unsigned bit = 1u << (key - front_matter_keys.begin());
    if ((seen & bit) != 0 || !line.take('=') || !read_value(line, *key, result)) return false;
    if (!line.at_end()) return false;
    seen |= bit;
    if (key->type == front_matter_type::id) result.line = number;
  }
  return !result.id.empty();
}

}  // namespace

std::optional<revision> read_plain_front_matter(std::string_view text,
                                                const front_matter_block& block) {
  std::optional<revision> result(std::in_place);
  if (!read_lines(text, block, *result)) result.reset();
  return result;
}

}  // namespace fz
