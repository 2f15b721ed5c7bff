#include "cmd/command_line.hpp"

#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/terminal.hpp"
#include "cmd/word_order.hpp"
#include "core/util/duration.hpp"
#include "core/util/error.hpp"
#include "core/util/identity.hpp"
#include "core/util/text.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fz::cmd {

/// What commands declare while a line is read.
struct line_declarations {
  /// Only commands that one of these names are declared; null for all commands.
  const std::vector<std::string>* words = nullptr;
  action chosen;
  /// What a command takes, as long as it has not been asked.
  std::map<const CLI::App*, std::function<void()>> pending;

  bool needs(const std::vector<std::string_view>& names) const {
    return words == nullptr || std::find_first_of(words->begin(), words->end(), names.begin(),
                                                  names.end()) != words->end();
  }

  void declare(const CLI::App* command) {
    const auto found = pending.find(command);
    if (found == pending.end()) return;
    const std::function<void()> what = std::move(found->second);
    pending.erase(found);
    what();
  }
};

namespace {

/// What help pages look like: usage, options, subcommands, and the examples at the end.
class help_formatter : public CLI::Formatter {
 public:
  help_formatter() {
    column_width(32);
    label("Positionals", "Arguments");
    label("SUBCOMMAND", "COMMAND");
  }

  std::string make_usage(const CLI::App* app, std::string name) const override {
    return "\n" + Formatter::make_usage(app, std::move(name));
  }

  /// Without the aliases.
  std::string make_subcommand(const CLI::App* sub) const override {
    std::ostringstream out;
    CLI::detail::format_help(out, sub->get_name(), sub->get_description(), get_column_width());
    return out.str();
  }

  /// "-m,--message", without older spellings.
  std::string make_option_name(const CLI::Option* option, bool positional) const override {
    if (positional || option->get_lnames().empty()) {
      return Formatter::make_option_name(option, positional);
    }
    std::string name;
    for (const std::string& letter : option->get_snames()) name += "-" + letter + ",";
    return name + "--" + option->get_lnames().front();
  }

  /// The examples, and where the options of every command are explained.
  std::string make_footer(const CLI::App* app) const override {
    std::string examples = Formatter::make_footer(app);
    if (app->get_parent() == nullptr) return examples;
    return examples + "\nOptions of every command: -c, --url, -q, -v, --format; see `fz --help`.\n";
  }

  /// --help first, although it is declared last.
  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const override {
    std::stable_partition(options.begin(), options.end(),
                          [](const CLI::Option* each) { return each->check_lname("help"); });
    return Formatter::make_group(std::move(group), is_positional, std::move(options));
  }

  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string type = option->get_type_name();
    std::string text = type.empty() ? "" : " " + type;
    if (option->get_expected_max() > 1) text += " …";
    return text;
  }
};

CLI::Option* typed(CLI::Option* option, const std::string& type) { return option->type_name(type); }

const CLI::App& deepest_of(const CLI::App& app) {
  const CLI::App* deepest = &app;
  while (!deepest->get_subcommands().empty()) deepest = deepest->get_subcommands().front();
  return *deepest;
}

/// Which command a complaint is about: "fz migrate upgrade".
std::string command_of(const CLI::App& app) {
  std::string name = "fz";
  const CLI::App* deepest = &app;
  while (!deepest->get_subcommands().empty()) {
    deepest = deepest->get_subcommands().front();
    name += " " + deepest->get_name();
  }
  return name;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

option_shape shape_of(const CLI::Option& option) {
  option_shape shape;
  for (const std::string& name : option.get_snames()) shape.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) shape.names.push_back("--" + name);
  const bool needs_value = option.get_items_expected_min() > 0;
  const bool may_have_value =
      option.get_items_expected_max() > 0 && !option.get_type_name().empty();
  shape.takes = needs_value      ? option_shape::value::required
                : may_have_value ? option_shape::value::optional
                                 : option_shape::value::none;
  return shape;
}

command_shape shape_of(const CLI::App& app, line_declarations& all) {
  command_shape shape;
  shape.names = app.get_aliases();
  shape.names.insert(shape.names.begin(), app.get_name());
  shape.options = [&app, &all] {
    all.declare(&app);
    std::vector<option_shape> options;
    for (const CLI::Option* each : app.get_options()) {
      if (each->nonpositional()) options.push_back(shape_of(*each));
    }
    return options;
  };
  shape.commands = [&app, &all] {
    all.declare(&app);
    std::vector<command_shape> commands;
    for (const CLI::App* each : commands_of(app)) commands.push_back(shape_of(*each, all));
    return commands;
  };
  return shape;
}

/// The options that a word of the line could have meant: those of the command and of every command.
std::vector<option_shape> shown_options(const CLI::App& command) {
  std::vector<option_shape> shown;
  for (const CLI::App* level = &command; level != nullptr; level = level->get_parent()) {
    for (const CLI::Option* each : level->get_options()) {
      if (!each->get_group().empty()) shown.push_back(shape_of(*each));
    }
  }
  return shown;
}

/// A sentence about the first word of the line that no option or argument takes; "" if all are
/// taken.
std::string unexpected_word(const CLI::App& app, const std::vector<std::string>& words) {
  const std::vector<std::string> left = app.remaining(true);
  const auto found = std::find_first_of(words.begin(), words.end(), left.begin(), left.end());
  if (found == words.end()) return "";
  if (found->starts_with("-") && *found != "-" && *found != "--") {
    return unknown_option(command_of(app), *found, shown_options(deepest_of(app)));
  }
  return fmt::format("{} does not take {}.", command_of(app), quote(*found));
}

/// CLI11's own words as a sentence.
std::string as_sentence(const CLI::App& app, const CLI::ParseError& problem) {
  std::string words = printable_lines(problem.what());
  const auto is_a = [&](const auto* kind) { return kind != nullptr; };
  if (is_a(dynamic_cast<const CLI::ArgumentMismatch*>(&problem))) {
    const std::string name = words.substr(0, words.find(':'));
    const bool is_given_twice = words.find(": At Most") != words.npos;
    return fmt::format("{} {}.", name, is_given_twice ? "may be given only once" : "needs a value");
  }
  if (is_a(dynamic_cast<const CLI::RequiredError*>(&problem))) {
    return fmt::format("{} needs {}.", command_of(app), words.substr(0, words.find(" is ")));
  }
  if (is_a(dynamic_cast<const CLI::ConversionError*>(&problem)) ||
      is_a(dynamic_cast<const CLI::InvalidError*>(&problem))) {
    const std::size_t name = words.find("--");
    if (name != words.npos) {
      return fmt::format("{} takes no value.",
                         words.substr(name, words.find_first_of(" =:", name) - name));
    }
  }
  if (!words.empty() && words.back() != '.') words += '.';
  return words;
}

int complain_about(const std::string& sentence, const std::string& command) {
  print_error(fmt::format("{}\nRun `{} --help` to see what it takes.", sentence, command).c_str());
  return wrong_usage;
}

int complain(const CLI::App& app, const CLI::ParseError& problem,
             const std::vector<std::string>& words) {
  std::string sentence = unexpected_word(app, words);
  if (sentence.empty() && !commands_of(deepest_of(app)).empty()) {
    std::vector<std::string> names;
    for (const CLI::App* each : commands_of(deepest_of(app))) {
      if (!each->get_group().empty()) names.push_back(each->get_name());
    }
    sentence = fmt::format("{} needs a command: {}.", command_of(app), join(names, ", "));
  }
  if (sentence.empty()) sentence = as_sentence(app, problem);
  return complain_about(sentence, command_of(app));
}

/// Prints the help that the line asks for, or what is wrong with it; gives the exit code.
int answer(const CLI::App& app, const CLI::ParseError& problem,
           const std::vector<std::string>& words) {
  if (dynamic_cast<const CLI::CallForHelp*>(&problem) != nullptr) {
    print(app.help());
    return done;
  }
  return complain(app, problem, words);
}

/// Takes these words only.
std::function<std::string(const std::string&)> one_of(const std::vector<std::string>& words) {
  return [words](const std::string& word) -> std::string {
    if (std::find(words.begin(), words.end(), word) != words.end()) return "";
    const std::vector<std::string> before(words.begin(), words.end() - 1);
    return fmt::format("expected {} or {}, not {}", join(before, ", "), words.back(), quote(word));
  };
}

void add_help_flag(CLI::App& app) { app.set_help_flag("-h,--help", "Print this help"); }

void add_global_options(CLI::App& app, parsed_line& line) {
  auto& globals = line.globals;
  app.add_option(
         "-c,--config", globals.config_file,
         "The configuration file; default: alembic.toml here or in the nearest parent folder")
      ->type_name("FILE");
  app.add_option("--url", globals.url, "The database; default: as configured")->type_name("URL");
  app.add_option("--target", globals.target,
                 "A target of the fleet instead of the configured database")
      ->type_name("NAME");
  const auto quiet = app.add_flag_callback(
      "-q,--quiet", [&globals] { globals.speech = verbosity::quiet; }, "Print only errors");
  app.add_flag_callback(
         "-v,--verbose", [&globals] { globals.speech = verbosity::verbose; }, "Print more")
      ->excludes(quiet);
  app.add_option_function<std::string>(
         "--format",
         [&globals](const std::string& word) {
           globals.format = word == "json" ? output_format::json : output_format::text;
         },
         "How to print results")
      ->check(one_of({"text", "json"}))
      ->type_name("text|json");
  app.set_version_flag("--version", "fz " + std::string(own_version()), "Print the version");
}

}  // namespace

void command_spec::subcommand(std::string_view names, std::string_view what_it_does,
                              void (*declare)(command_spec), shown in_help) {
  const std::vector<std::string_view> spellings = split(names, ',');
  if (!all_.needs(spellings)) return;
  CLI::App* added = app_.add_subcommand(std::string(spellings.front()), std::string(what_it_does));
  for (std::size_t i = 1; i < spellings.size(); ++i) added->alias(std::string(spellings[i]));
  added->fallthrough()->group(in_help == shown::yes ? "Commands" : "");
  app_.require_subcommand(1);
  all_.pending[added] = [below = command_spec(*added, all_), added, declare] {
    declare(below);
    add_help_flag(*added);
  };
  added->preparse_callback([added, &all = all_](std::size_t) { all.declare(added); });
}

command_spec& command_spec::argument(const std::string& name, std::string& value, need given,
                                     const std::string& help) {
  app_.add_option(name, value, help)->required(given == need::required)->type_name("");
  return *this;
}

command_spec& command_spec::arguments(const std::string& name, std::vector<std::string>& values,
                                      need given, const std::string& help) {
  app_.add_option(name, values, help)->required(given == need::required)->type_name("");
  return *this;
}

command_spec& command_spec::option(const std::string& names, std::string& value,
                                   const std::string& type, const std::string& help, need given) {
  typed(app_.add_option(names, value, help), type)->required(given == need::required);
  return *this;
}

command_spec& command_spec::option(const std::string& names, std::optional<std::string>& value,
                                   const std::string& type, const std::string& help) {
  typed(app_.add_option(names, value, help), type);
  return *this;
}

command_spec& command_spec::option(const std::string& names, std::optional<std::size_t>& value,
                                   const std::string& type, const std::string& help,
                                   std::size_t least) {
  const auto is_number = [least](const std::string& text) -> std::string {
    std::size_t number = 0;
    const bool parsed = CLI::detail::lexical_cast(text, number);
    const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
    if (parsed && digits && number >= least) return "";
    return fmt::format("expected a whole number from {} on, not {}", least, quote(text));
  };
  typed(app_.add_option(names, value, help)->check(is_number), type);
  return *this;
}

command_spec& command_spec::option(const std::string& names,
                                   std::optional<std::chrono::milliseconds>& value,
                                   const std::string& help) {
  const auto is_duration = [](const std::string& text) -> std::string {
    if (parse_duration(text)) return "";
    return fmt::format("expected {}, not {}", duration_forms, quote(text));
  };
  const auto set = [&value](const std::string& text) { value = parse_duration(text); };
  typed(app_.add_option_function<std::string>(names, set, help)->check(is_duration), "DURATION");
  return *this;
}

command_spec& command_spec::option(const std::string& names, std::vector<std::string>& values,
                                   const std::string& type, const std::string& help) {
  typed(app_.add_option(names, values, help)->expected(1)->take_all(), type);
  return *this;
}

command_spec& command_spec::choice(const std::string& names, std::optional<std::string>& value,
                                   const std::vector<std::string>& words, const std::string& help) {
  typed(app_.add_option(names, value, help)->check(one_of(words)), join(words, "|"));
  return *this;
}

command_spec& command_spec::flag(const std::string& names, bool& value, const std::string& help) {
  app_.add_flag(names, value, help);
  return *this;
}

command_spec& command_spec::refused(const std::string& names, const std::string& why_not) {
  const auto refuse = [why_not](const std::vector<std::string>&) {
    throw error(error_kind::usage, why_not);
  };
  app_.add_option_function<std::vector<std::string>>(names, refuse)->expected(0, 1)->group("");
  return *this;
}

command_spec& command_spec::examples(const std::vector<std::string>& lines) {
  app_.footer("Examples:\n  " + join(lines, "\n  "));
  return *this;
}

void command_spec::runs(action what) {
  app_.callback([&chosen = all_.chosen, what = std::move(what)] { chosen = what; });
}

namespace {

enum class declared_commands { all, named };

/// Reads the line with all commands, or with those alone that one of the words names. Gives nothing
/// if help or a complaint needs the others.
std::optional<parsed_line> read_line(const std::vector<std::string>& words,
                                     declared_commands which) {
  parsed_line line;
  CLI::App app(
      "Brings databases to the schema that their application expects, and looks after "
      "its users.",
      "fz");
  app.formatter(std::make_shared<help_formatter>());
  // Off until the commands are made: each would be given one of its own, and only one is used.
  app.set_help_flag();
  add_global_options(app, line);
  line_declarations all;
  if (which == declared_commands::named) all.words = &words;
  command_spec top(app, all);
  add_commands(top);
  add_help_flag(app);
  const ordered_words ordered = order_words(shape_of(app, all), words);
  const bool knows_all = which == declared_commands::all;
  if (!ordered.complaint.empty()) {
    if (!knows_all) return std::nullopt;
    line.exit_code = complain_about(ordered.complaint, ordered.command);
    return line;
  }
  try {
    app.parse(std::vector<std::string>(ordered.words.rbegin(), ordered.words.rend()));
    line.chosen = std::move(all.chosen);
    if (!line.chosen && !knows_all) return std::nullopt;
  } catch (const CLI::CallForVersion& asked) {
    print(std::string(asked.what()) + "\n");
  } catch (const CLI::ParseError& problem) {
    if (!knows_all) return std::nullopt;
    line.exit_code = answer(app, problem, ordered.words);
  }
  return line;
}

}  // namespace

parsed_line parse_command_line(int argc, const char* const* argv) {
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  // To declare commands is a fifth of what a start costs. Only help and complaints need them all.
  std::optional<parsed_line> line = read_line(words, declared_commands::named);
  return line ? *std::move(line) : read_line(words, declared_commands::all).value();
}

}  // namespace fz::cmd
