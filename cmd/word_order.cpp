#include "cmd/word_order.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace fz::cmd {
namespace {

using words_type = std::vector<std::string>;
using value = option_shape::value;

bool is_option(const std::string& word) { return word.size() > 1 && word[0] == '-'; }

bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_help(const std::string& name) { return name == "--help" || name == "-h"; }

const option_shape* find_option(const std::vector<option_shape>& options, const std::string& name) {
  const auto found = std::find_if(options.begin(), options.end(), [&](const option_shape& each) {
    return has_name(each.names, name);
  });
  return found == options.end() ? nullptr : &*found;
}

/// The commands that a line names, and the place of each among its words.
struct command_path {
  std::vector<command_shape> commands;
  std::vector<std::size_t> places;
  bool complete = false;  ///< nothing more has to be named
};

std::string full_name(const std::vector<command_shape>& commands, std::size_t count) {
  std::string name = "fz";
  for (std::size_t i = 0; i < count; ++i) name += " " + commands[i].names.front();
  return name;
}

/// Reads the words up to the last command.
class reading {
 public:
  enum class preference { top, own };

  reading(const std::vector<option_shape>& top_options, const command_path& path,
          const words_type& words, preference preferred)
      : top_(top_options), path_(path), words_(words), preferred_(preferred) {
    for (const command_shape& each : path.commands) {
      for (option_shape& option : each.options()) own_.push_back(std::move(option));
    }
  }

  /// The place of the first word that does not fit; nothing if all do.
  std::optional<std::size_t> first_misfit() {
    const std::size_t end = path_.complete ? path_.places.back() + 1 : words_.size();
    while (at_ < end) {
      const std::size_t word = at_;
      if (words_[word] == "--") return path_.complete ? std::optional(word) : std::nullopt;
      const bool fits = is_option(words_[word]) ? read_option() : read_command();
      if (!fits) return word;
    }
    return std::nullopt;
  }

  std::size_t commands_read() const noexcept { return read_; }
  const std::vector<option_shape>& own_options() const noexcept { return own_; }

  /// The words in order; call it only if first_misfit() found nothing.
  words_type ordered() const {
    words_type result = before_;
    for (std::size_t i = 0; i < path_.places.size(); ++i) result.push_back(words_[path_.places[i]]);
    result.insert(result.end(), behind_.begin(), behind_.end());
    result.insert(result.end(), words_.begin() + static_cast<std::ptrdiff_t>(at_), words_.end());
    return result;
  }

 private:
  /// What an option on the line is.
  struct meaning {
    bool known = false;
    bool own = false;  ///< the command's, not the top's
    value takes = value::none;
  };

  bool is_command(std::size_t at) const {
    return std::find(path_.places.begin(), path_.places.end(), at) != path_.places.end();
  }

  bool read_command() {
    if (!is_command(at_)) return false;
    ++at_;
    ++read_;
    return true;
  }

  bool read_option() {
    const std::string& word = words_[at_];
    const meaning meant = word.starts_with("--") ? long_option(word) : short_options(word);
    if (!meant.known) return false;
    const std::size_t next = at_ + 1;
    const bool value_follows = next < words_.size() && !is_command(next) &&
                               (meant.takes == value::required ||
                                (meant.takes == value::optional && !is_option(words_[next])));
    if (meant.takes == value::required && !value_follows) return false;
    words_type& to = meant.own ? behind_ : before_;
    to.push_back(word);
    if (value_follows) to.push_back(words_[next]);
    at_ = next + (value_follows ? 1 : 0);
    return true;
  }

  meaning long_option(const std::string& word) const {
    const std::size_t equals = word.find('=');
    meaning meant = choose(word.substr(0, equals));
    if (equals != word.npos) meant.takes = value::none;  // it is there
    return meant;
  }

  /// `-q`, `-qv` or `-mTEXT`.
  meaning short_options(const std::string& word) const {
    meaning all;
    for (std::size_t i = 1; i < word.size(); ++i) {
      const meaning one = choose({'-', word[i]});
      if (!one.known) return {};
      all = {true, all.own || one.own, one.takes};
      if (one.takes == value::none) continue;
      if (i + 1 < word.size()) all.takes = value::none;  // the rest of the word is its value
      break;
    }
    return all;
  }

  meaning choose(const std::string& name) const {
    const option_shape* of_top = find_option(top_, name);
    const option_shape* of_command = find_option(own_, name);
    // The command's own option may take values that the top's does not.
    const bool both_take_value = of_top != nullptr && of_command != nullptr &&
                                 of_top->takes == value::required &&
                                 of_command->takes == value::required;
    const bool prefer_own = preferred_ == preference::own || both_take_value || is_help(name);
    const bool own = of_command != nullptr && (of_top == nullptr || prefer_own);
    const option_shape* chosen = own ? of_command : of_top;
    return chosen == nullptr ? meaning{} : meaning{true, own, chosen->takes};
  }

  const std::vector<option_shape>& top_;
  std::vector<option_shape> own_;
  const command_path& path_;
  const words_type& words_;
  preference preferred_;
  std::size_t at_ = 0;
  std::size_t read_ = 0;
  words_type before_;
  words_type behind_;
};

/// Calls `take` with each path that the words from `from` on could name below `path`, the likelier
/// ones first, until it returns true.
bool each_path(const command_path& path, const std::vector<command_shape>& commands,
               const words_type& words, std::size_t from,
               const std::function<bool(const command_path&)>& take) {
  for (std::size_t i = from; i < words.size() && words[i] != "--"; ++i) {
    const auto named =
        std::find_if(commands.begin(), commands.end(),
                     [&](const command_shape& each) { return has_name(each.names, words[i]); });
    if (named == commands.end()) continue;
    command_path longer = path;
    longer.commands.push_back(*named);
    longer.places.push_back(i);
    const std::vector<command_shape> below = named->commands();
    longer.complete = below.empty();
    if (longer.complete ? take(longer) : each_path(longer, below, words, i + 1, take)) return true;
  }
  return false;
}

/// The first commands that the words could name, whatever is between them.
command_path likely_path(const command_shape& top, const words_type& words) {
  command_path path;
  std::vector<command_shape> commands = top.commands();
  for (std::size_t i = 0; i < words.size() && words[i] != "--" && !path.complete; ++i) {
    const auto named =
        std::find_if(commands.begin(), commands.end(),
                     [&](const command_shape& each) { return has_name(each.names, words[i]); });
    if (named == commands.end()) continue;
    path.commands.push_back(*named);
    path.places.push_back(i);
    commands = std::vector<command_shape>(path.commands.back().commands());
    path.complete = commands.empty();
  }
  return path;
}

std::string with_suggestion(const std::string& sentence, const std::string& meant) {
  return meant.empty() ? sentence : fmt::format("{} Did you mean {}?", sentence, meant);
}

/// Every command below `commands` as it is typed, "fz migrate upgrade", with its last word.
std::vector<std::pair<std::string, std::string>> all_commands(
    const std::vector<command_shape>& commands, const std::string& above) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const command_shape& each : commands) {
    const std::string name = above + " " + each.names.front();
    result.emplace_back(each.names.front(), name);
    for (auto& below : all_commands(each.commands(), name)) result.push_back(std::move(below));
  }
  return result;
}

/// What was probably meant by a word that `commands` do not have: the same word elsewhere, a
/// similar one here, a similar one elsewhere.
std::string meant_command(const command_shape& top, const std::vector<command_shape>& commands,
                          const std::string& word) {
  std::vector<std::string> here;
  for (const command_shape& each : commands) here.push_back(each.names.front());
  const auto everywhere = all_commands(top.commands(), "fz");
  std::vector<std::string> elsewhere;
  for (const auto& [last_word, name] : everywhere) elsewhere.push_back(last_word);
  const auto typed = [&](const std::string& last_word) {
    const auto found = std::find_if(everywhere.begin(), everywhere.end(), [&](const auto& command) {
      return command.first == last_word;
    });
    return found == everywhere.end() ? "" : fmt::format("`{}`", found->second);
  };
  if (std::string same = typed(word); !same.empty()) return same;
  if (std::string near = nearest(word, here); !near.empty()) return near;
  return typed(nearest(word, elsewhere));
}

ordered_words unknown_command(const command_shape& top, const std::vector<command_shape>& above,
                              const std::string& word) {
  const std::string command = full_name(above, above.size());
  const std::vector<command_shape> commands =
      above.empty() ? top.commands() : above.back().commands();
  const std::string sentence = fmt::format("{} has no command {}.", command, quote(word));
  return {{}, with_suggestion(sentence, meant_command(top, commands, word)), command};
}

/// `help migrate upgrade` as `migrate upgrade --help`; `above` are the commands before `help`.
ordered_words help_words(const command_shape& top, std::vector<command_shape> above,
                         const words_type& words) {
  ordered_words result;
  for (const command_shape& each : above) result.words.push_back(each.names.front());
  for (const std::string& word : words) {
    const std::vector<command_shape> commands =
        above.empty() ? top.commands() : above.back().commands();
    const auto named =
        std::find_if(commands.begin(), commands.end(),
                     [&](const command_shape& each) { return has_name(each.names, word); });
    if (named == commands.end()) return unknown_command(top, above, word);
    above.push_back(*named);
    result.words.push_back(word);
  }
  result.words.push_back("--help");
  return result;
}

bool asks_for_help(const command_path& path, const words_type& words) {
  return path.complete && path.commands.back().names.front() == "help" &&
         std::none_of(words.begin(), words.end(), is_option);
}

ordered_words complain(const command_shape& top, const words_type& words) {
  const std::vector<option_shape> options = top.options();
  const command_path path = likely_path(top, words);
  reading read(options, path, words, reading::preference::top);
  const std::optional<std::size_t> misfit = read.first_misfit();
  if (!misfit) return {read.ordered()};
  const std::string& word = words[*misfit];
  if (!is_option(word)) {
    const auto end = path.commands.begin() + static_cast<std::ptrdiff_t>(read.commands_read());
    return unknown_command(top, {path.commands.begin(), end}, word);
  }
  std::vector<option_shape> known = read.own_options();
  known.insert(known.end(), options.begin(), options.end());
  const std::string command = full_name(path.commands, path.commands.size());
  if (word == "--") return {words};
  if (find_option(known, word) != nullptr) {
    return {{}, fmt::format("{} needs a value.", word), command};
  }
  return {{}, unknown_option(command, word, known), command};
}

}  // namespace

std::string unknown_option(const std::string& command, const std::string& word,
                           const std::vector<option_shape>& known) {
  std::vector<std::string> names;
  for (const option_shape& each : known) {
    std::copy_if(each.names.begin(), each.names.end(), std::back_inserter(names),
                 [](const std::string& name) { return name.starts_with("--"); });
  }
  return with_suggestion(fmt::format("{} has no option {}.", command, quote(word)),
                         nearest(word.substr(0, word.find('=')), names));
}

ordered_words order_words(const command_shape& top, words_type words) {
  const std::vector<option_shape> options = top.options();
  ordered_words result;
  for (const auto preferred : {reading::preference::top, reading::preference::own}) {
    const auto take = [&](const command_path& path) {
      reading read(options, path, words, preferred);
      if (read.first_misfit()) return false;
      result.words = read.ordered();
      if (!asks_for_help(path, words)) return true;
      const auto rest = words.begin() + static_cast<std::ptrdiff_t>(path.places.back()) + 1;
      result =
          help_words(top, {path.commands.begin(), path.commands.end() - 1}, {rest, words.end()});
      return true;
    };
    if (each_path({}, top.commands(), words, 0, take)) return result;
  }
  return complain(top, words);
}

}  // namespace fz::cmd
