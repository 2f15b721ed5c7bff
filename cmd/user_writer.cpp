#include "cmd/user_writer.hpp"

#include "cmd/escaped_text.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

namespace fz::cmd {
namespace {

constexpr std::array<std::string_view, 6> field_names = {
    "id", "username", "email", "created_at", "updated_at", "password_hash"};

std::string_view name_of(user_field_name field) {
  return field_names[static_cast<std::size_t>(field)];
}

/// The field's text; nothing: NULL.
std::optional<std::string_view> text_of(const account& a, const std::string& hash,
                                        user_field_name field) {
  switch (field) {
    case user_field_name::username:
      return a.username;
    case user_field_name::email:
      return a.email;
    case user_field_name::created_at:
      return a.created_at ? std::optional<std::string_view>(*a.created_at) : std::nullopt;
    case user_field_name::updated_at:
      return a.updated_at ? std::optional<std::string_view>(*a.updated_at) : std::nullopt;
    case user_field_name::password:
      return hash;
    case user_field_name::id:
      break;
  }
  return std::nullopt;
}

/// RFC 4180. Exactly what the database has; but a terminal gets nothing that it would obey.
class csv_writer final : public user_writer {
 public:
  explicit csv_writer(user_writer_options options) : options_(std::move(options)) {}

  void begin(std::string& to) override {
    for (std::size_t i = 0; i < options_.fields.size(); ++i) {
      if (i > 0) to += ',';
      to += name_of(options_.fields[i]);
    }
    to += '\n';
  }

  void write(const account& user, const std::string& hash, std::string& to) override {
    for (std::size_t i = 0; i < options_.fields.size(); ++i) {
      if (i > 0) to += ',';
      if (options_.fields[i] == user_field_name::id) {
        add_id(user.id, to);
      } else {
        add(text_of(user, hash, options_.fields[i]).value_or(""), to);
      }
    }
    to += '\n';
  }

  void end(std::string&) override {}

 private:
  void add_id(const value& id, std::string& to) const {
    if (const auto* number = std::get_if<std::int64_t>(&id)) {
      fmt::format_to(std::back_inserter(to), "{}", *number);
    } else {
      add(to_string(id), to);
    }
  }

  void add(std::string_view text, std::string& to) const {
    if (options_.terminal) {
      add_csv_field(printable(text), to);
    } else {
      add_csv_field(text, to);
    }
  }

  user_writer_options options_;
};

class id_writer final : public user_writer {
 public:
  void begin(std::string&) override {}
  void write(const account& user, const std::string&, std::string& to) override {
    to += printable(to_string(user.id)) + '\n';
  }
  void end(std::string&) override {}
};

using json = nlohmann::ordered_json;

json json_of(const account& user, const std::string& hash, user_field_name field) {
  if (field == user_field_name::id) {
    if (const auto* number = std::get_if<std::int64_t>(&user.id)) return *number;
    return is_null(user.id) ? json(nullptr) : json(to_string(user.id));
  }
  const auto text = text_of(user, hash, field);
  return text ? json(*text) : json(nullptr);
}

/// One JSON array, or an object a line.
class json_writer final : public user_writer {
 public:
  enum class shape { array, lines };

  json_writer(user_writer_options options, shape how) : options_(std::move(options)), how_(how) {}

  void begin(std::string& to) override {
    if (how_ == shape::array) to += '[';
  }

  void write(const account& user, const std::string& hash, std::string& to) override {
    json object = json::object();
    for (const user_field_name field : options_.fields) {
      object[std::string(name_of(field))] = json_of(user, hash, field);
    }
    if (how_ == shape::lines) {
      to += dumped(object, -1) + '\n';
      return;
    }
    to += is_first_ ? "\n" : ",\n";
    is_first_ = false;
    to += "  ";
    for (const char c : dumped(object, 2)) {
      to += c;
      if (c == '\n') to += "  ";
    }
  }

  void end(std::string& to) override {
    if (how_ == shape::array) to += is_first_ ? "]\n" : "\n]\n";
  }

 private:
  /// Text that is not UTF-8 gets replacement characters; where a terminal would obey a character,
  /// everything but ASCII is escaped.
  static std::string dumped(const json& object, int indent) {
    std::string text = object.dump(indent, ' ', false, json::error_handler_t::replace);
    if (printable_lines(text) == text) return text;
    return object.dump(indent, ' ', true, json::error_handler_t::replace);
  }

  user_writer_options options_;
  shape how_;
  bool is_first_ = true;
};

/// Columns with two blanks between them, as wide as the widest of the first accounts.
class text_writer final : public user_writer {
 public:
  explicit text_writer(user_writer_options options) : options_(std::move(options)) {}

  void begin(std::string&) override {
    std::vector<std::string> header;
    for (const user_field_name field : options_.fields) header.emplace_back(name_of(field));
    waiting_.push_back(std::move(header));
  }

  void write(const account& user, const std::string& hash, std::string& to) override {
    std::vector<std::string> cells;
    for (const user_field_name field : options_.fields) {
      const std::string text = field == user_field_name::id
                                   ? to_string(user.id)
                                   : std::string(text_of(user, hash, field).value_or(""));
      cells.push_back(printable(text));
    }
    waiting_.push_back(std::move(cells));
    if (!widths_.empty() || waiting_.size() > looked_at) flush(to);
  }

  void end(std::string& to) override { flush(to); }

 private:
  static constexpr std::size_t looked_at = 1000;

  void flush(std::string& to) {
    if (widths_.empty()) measure();
    for (const std::vector<std::string>& cells : waiting_) {
      std::string line;
      for (std::size_t i = 0; i < widths_.size(); ++i) {
        const std::size_t width = display_width(cells[i]);
        line += cells[i] + std::string(widths_[i] > width ? widths_[i] - width + 2 : 2, ' ');
      }
      to += line.substr(0, line.find_last_not_of(' ') + 1);
      to += '\n';
    }
    waiting_.clear();
  }

  void measure() {
    widths_.assign(options_.fields.size(), 0);
    for (const std::vector<std::string>& cells : waiting_) {
      for (std::size_t i = 0; i < widths_.size(); ++i) {
        widths_[i] = std::max(widths_[i], display_width(cells[i]));
      }
    }
    const bool last_is_empty =
        std::all_of(waiting_.begin() + 1, waiting_.end(),
                    [](const std::vector<std::string>& cells) { return cells.back().empty(); });
    if (options_.all_fields && last_is_empty) widths_.pop_back();
  }

  user_writer_options options_;
  std::vector<std::vector<std::string>> waiting_;
  std::vector<std::size_t> widths_;  // empty: not known yet
};

}  // namespace

std::vector<user_field_name> parse_user_fields(std::string_view text) {
  std::vector<user_field_name> fields;
  for (const std::string_view given : split(text, ',')) {
    const std::string_view word = trim(given);
    const auto* const found = std::find(field_names.begin(), field_names.end() - 1, word);
    if (found == field_names.end() - 1) {
      throw error(error_kind::usage,
                  fmt::format("--fields has {}: expected some of id, username, email, created_at "
                              "and updated_at, with commas between them.",
                              quote(word)));
    }
    fields.push_back(static_cast<user_field_name>(found - field_names.begin()));
  }
  return fields;
}

std::vector<user_field_name> all_user_fields() {
  using enum user_field_name;
  return {id, username, email, created_at, updated_at};
}

std::unique_ptr<user_writer> make_user_writer(user_writer_options options) {
  const std::string format = options.format;
  if (format == "csv") return std::make_unique<csv_writer>(std::move(options));
  if (format == "ids") return std::make_unique<id_writer>();
  if (format == "text") return std::make_unique<text_writer>(std::move(options));
  const auto shape = format == "json" ? json_writer::shape::array : json_writer::shape::lines;
  return std::make_unique<json_writer>(std::move(options), shape);
}

}  // namespace fz::cmd
