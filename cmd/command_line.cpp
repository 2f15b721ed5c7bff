#include "cmd/command_line.hpp"

#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/terminal.hpp"
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
#include <memory>
#include <string>
#include <utility>

namespace fz::cmd {
namespace {

/// What help pages look like: usage, options, subcommands, and the examples at the end.
class help_formatter : public CLI::Formatter {
 public:
  help_formatter() { column_width(32); }

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

/// The first word of the line that nothing takes, in a sentence; "" if there is none.
std::string unexpected_word(const CLI::App& app, int argc, const char* const* argv) {
  const std::vector<std::string> left = app.remaining(true);
  const auto is_left = [&](const char* word) {
    return std::find(left.begin(), left.end(), word) != left.end();
  };
  const auto found = std::find_if(argv + 1, argv + argc, is_left);
  if (found == argv + argc) return "";
  const std::string word = *found;
  const CLI::App& deepest = deepest_of(app);
  std::vector<std::string> known;
  std::string sentence;
  if (word.starts_with("-")) {
    for (const CLI::App* level = &deepest; level != nullptr; level = level->get_parent()) {
      for (const CLI::Option* each : level->get_options()) {
        if (each->get_group().empty()) continue;
        for (const std::string& name : each->get_lnames()) known.push_back("--" + name);
      }
    }
    sentence = fmt::format("{} has no option {}.", command_of(app), quote(word));
  } else if (const auto commands = commands_of(deepest); !commands.empty()) {
    for (const CLI::App* each : commands) known.push_back(each->get_name());
    sentence = fmt::format("{} has no command {}.", command_of(app), quote(word));
  } else {
    sentence = fmt::format("{} does not take {}.", command_of(app), quote(word));
  }
  const std::string near = nearest(word, known);
  return near.empty() ? sentence : fmt::format("{} Did you mean {}?", sentence, near);
}

/// CLI11's own words as a sentence.
std::string as_sentence(const CLI::ParseError& problem) {
  std::string words = printable_lines(problem.what());
  if (!words.empty() && words.back() != '.') words += '.';
  return words;
}

int complain(const CLI::App& app, const CLI::ParseError& problem, int argc,
             const char* const* argv) {
  std::string sentence = unexpected_word(app, argc, argv);
  if (sentence.empty() && !commands_of(deepest_of(app)).empty()) {
    std::vector<std::string> names;
    for (const CLI::App* each : commands_of(deepest_of(app))) names.push_back(each->get_name());
    sentence = fmt::format("{} needs a command: {}.", command_of(app), join(names, ", "));
  }
  if (sentence.empty()) sentence = as_sentence(problem);
  print_error(
      fmt::format("{}\nRun `{} --help` to see what it takes.", sentence, command_of(app)).c_str());
  return wrong_usage;
}

/// Takes these words only. Without a description of its own, which --help would add to the type.
CLI::Validator one_of(const std::vector<std::string>& words) {
  return CLI::IsMember(words).description("");
}

void add_global_options(CLI::App& app, parsed_line& line) {
  auto& globals = line.globals;
  app.add_option("-c,--config", globals.config_file,
                 "The configuration; else alembic.toml here or in the nearest parent folder")
      ->type_name("FILE");
  app.add_option("--url", globals.url, "The database; else as configured")->type_name("URL");
  app.add_option("--target", globals.target,
                 "A target of the fleet instead of the configured database")
      ->type_name("NAME");
  const auto quiet = app.add_flag_callback(
      "-q,--quiet", [&globals] { globals.speech = verbosity::quiet; }, "Say nothing but errors");
  app.add_flag_callback(
         "-v,--verbose", [&globals] { globals.speech = verbosity::verbose; }, "Say more")
      ->excludes(quiet);
  app.add_option_function<std::string>(
         "--format",
         [&globals](const std::string& word) {
           globals.format = word == "json" ? output_format::json : output_format::text;
         },
         "How results are printed")
      ->check(one_of({"text", "json"}))
      ->type_name("text|json");
  app.set_version_flag("--version", "fz " + std::string(own_version()), "Print the version");
}

}  // namespace

command_spec command_spec::subcommand(const std::string& name, const std::string& what_it_does,
                                      std::function<void(command_spec)> declare) {
  CLI::App* added = app_.add_subcommand(name, what_it_does);
  added->fallthrough();
  app_.require_subcommand(1);
  const command_spec below(*added, chosen_);
  added->preparse_callback([below, declare = std::move(declare)](std::size_t) { declare(below); });
  return below;
}

command_spec& command_spec::alias(const std::string& name) {
  app_.alias(name);
  return *this;
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
  app_.callback([&chosen = chosen_, what = std::move(what)] { chosen = what; });
}

parsed_line parse_command_line(int argc, const char* const* argv) {
  parsed_line line;
  CLI::App app(
      "Brings databases to the schema that their application expects, and looks after "
      "its users.",
      "fz");
  app.formatter(std::make_shared<help_formatter>());
  app.get_help_ptr()->description("Print this help and leave");
  add_global_options(app, line);
  command_spec top(app, line.chosen);
  add_commands(top);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    print(app.help());
  } catch (const CLI::CallForVersion& asked) {
    print(std::string(asked.what()) + "\n");
  } catch (const CLI::ParseError& problem) {
    line.exit_code = complain(app, problem, argc, argv);
  }
  if (line.exit_code != 0) line.chosen = nullptr;
  return line;
}

}  // namespace fz::cmd
