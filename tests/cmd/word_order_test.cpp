#include "cmd/word_order.hpp"

#include "core/util/text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fz::cmd {
namespace {

using value = option_shape::value;

command_shape command(const std::string& name, std::vector<option_shape> options,
                      std::vector<command_shape> below = {}) {
  options.push_back({{"-h", "--help"}, value::none});
  return {{name}, [options] { return options; }, [below] { return below; }};
}

/// A program of a few commands.
command_shape program() {
  const option_shape verbose{{"-v", "--verbose"}, value::none};
  const option_shape format{{"--format"}, value::required};
  const command_shape help = command("help", {});
  const command_shape upgrade = command("upgrade", {{{"--dry-run"}, value::none},
                                                    {{"--sql"}, value::none},
                                                    {{"--lock-timeout"}, value::required},
                                                    {{"-x"}, value::optional}});
  const command_shape current =
      command("current", {verbose, {{"-c", "--check-heads"}, value::none}});
  const command_shape history = command("history", {verbose, format});
  const command_shape revision = command("revision", {{{"-m", "--message"}, value::required}});
  const command_shape migrate = command("migrate", {}, {upgrade, current, history, revision, help});
  return command("fz",
                 {{{"-c", "--config"}, value::required},
                  {{"--url"}, value::required},
                  {{"-q", "--quiet"}, value::none},
                  verbose,
                  format},
                 {migrate, upgrade, command("list-users", {}), help});
}

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  for (const std::string_view word : split(line, ' ')) words.emplace_back(word);
  return words;
}

TEST(WordOrder, PutsTheOptionsOfACommandAfterIt) {
  const std::pair<const char*, const char*> cases[] = {
      {"upgrade --dry-run head", "upgrade --dry-run head"},
      {"--dry-run upgrade head", "upgrade --dry-run head"},
      {"-q migrate upgrade head", "-q migrate upgrade head"},
      {"migrate --sql upgrade head", "migrate upgrade --sql head"},
      {"--sql migrate upgrade", "migrate upgrade --sql"},
      {"--lock-timeout 5s upgrade", "upgrade --lock-timeout 5s"},
      {"--lock-timeout=5s -q upgrade", "-q upgrade --lock-timeout=5s"},
      {"--lock-timeout 5s --url u migrate --sql upgrade",
       "--url u migrate upgrade --lock-timeout 5s --sql"},
      {"-x a=b upgrade", "upgrade -x a=b"},
      {"-x upgrade", "upgrade -x"},
      {"-mtext migrate revision", "migrate revision -mtext"},
      {"--dry-run upgrade -- -1", "upgrade --dry-run -- -1"},
      {"upgrade --nosuch migrate",
       "upgrade --nosuch migrate"},  // what comes after is not looked at
  };
  for (const auto& [typed, expected] : cases) {
    const ordered_words ordered = order_words(program(), words_of(typed));
    EXPECT_EQ(ordered.complaint, "") << typed;
    EXPECT_EQ(join(ordered.words, " "), expected);
  }
}

TEST(WordOrder, DistinguishesAValueFromACommandOfTheSameName) {
  const std::pair<const char*, const char*> cases[] = {
      {"-m upgrade migrate revision", "migrate revision -m upgrade"},
      {"migrate -m upgrade revision", "migrate revision -m upgrade"},
      {"--url upgrade upgrade", "--url upgrade upgrade"},
      {"-m migrate migrate revision", "migrate revision -m migrate"},
  };
  for (const auto& [typed, expected] : cases) {
    EXPECT_EQ(join(order_words(program(), words_of(typed)).words, " "), expected);
  }
}

TEST(WordOrder, AnOptionOfBothStaysWithTheTopWhereThatMakesSense) {
  const std::pair<const char*, const char*> cases[] = {
      {"-v migrate current", "-v migrate current"},
      {"-c file migrate current", "-c file migrate current"},
      {"migrate -c current", "migrate current -c"},
      {"--format mermaid migrate history", "migrate history --format mermaid"},
      {"--format json list-users", "--format json list-users"},
  };
  for (const auto& [typed, expected] : cases) {
    EXPECT_EQ(join(order_words(program(), words_of(typed)).words, " "), expected);
  }
}

TEST(WordOrder, HelpIsTheHelpOfACommand) {
  const std::pair<const char*, const char*> cases[] = {
      {"help", "--help"},
      {"help migrate", "migrate --help"},
      {"help migrate upgrade", "migrate upgrade --help"},
      {"migrate help", "migrate --help"},
      {"migrate help upgrade", "migrate upgrade --help"},
      {"--help upgrade", "upgrade --help"},
      {"-h migrate", "migrate -h"},
      {"help --help", "help --help"},
      {"--help", "--help"},
  };
  for (const auto& [typed, expected] : cases) {
    EXPECT_EQ(join(order_words(program(), words_of(typed)).words, " "), expected);
  }
}

TEST(WordOrder, NamesTheFirstWordThatIsWrongAndWhatWasMeant) {
  const std::pair<const char*, const char*> cases[] = {
      {"migrat upgrade head", "fz has no command 'migrat'. Did you mean migrate?"},
      {"nonsense --help", "fz has no command 'nonsense'."},
      {"nonsense", "fz has no command 'nonsense'."},
      {"migrate upgrad", "fz migrate has no command 'upgrad'. Did you mean upgrade?"},
      {"migrate upgrad current", "fz migrate has no command 'upgrad'. Did you mean upgrade?"},
      {"--dry-run migrat upgrade", "fz has no command 'migrat'. Did you mean migrate?"},
      {"--dry-rum upgrade", "fz upgrade has no option '--dry-rum'. Did you mean --dry-run?"},
      {"--lock-timeot=5s migrate upgrade",
       "fz migrate upgrade has no option '--lock-timeot=5s'. Did you mean --lock-timeout?"},
      {"--nosuch", "fz has no option '--nosuch'."},
      {"--sql list-users", "fz list-users has no option '--sql'."},
      {"--lock-timeout upgrade", "--lock-timeout needs a value."},
      {"--url", "--url needs a value."},
      {"history", "fz has no command 'history'. Did you mean `fz migrate history`?"},
      {"migrate list-users",
       "fz migrate has no command 'list-users'. Did you mean `fz list-users`?"},
      {"histroy", "fz has no command 'histroy'. Did you mean `fz migrate history`?"},
      {"help upgrad", "fz has no command 'upgrad'. Did you mean upgrade?"},
      {"help migrate upgrade x", "fz migrate upgrade has no command 'x'."},
  };
  for (const auto& [typed, expected] : cases) {
    EXPECT_EQ(order_words(program(), words_of(typed)).complaint, expected) << typed;
  }
}

TEST(WordOrder, LeavesALineWithoutACommandAsItIs) {
  for (const char* typed : {"migrate", "-q", "--help", "-- upgrade", "migrate --help"}) {
    const ordered_words ordered = order_words(program(), words_of(typed));
    EXPECT_EQ(ordered.complaint, "") << typed;
    EXPECT_EQ(join(ordered.words, " "), typed);
  }
  EXPECT_TRUE(order_words(program(), {}).words.empty());
}

}  // namespace
}  // namespace fz::cmd
