#include "core/command/post_write_hook.hpp"

#include "tests/command/written_project.hpp"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace fz {
namespace {

using command::hook_output;
using command::post_write_command;
using testing::AllOf;
using testing::HasSubstr;

/// A file name in which a shell would find much to do.
constexpr const char* odd_name = "/tmp/a 'b' \"c\" $(touch pwned) `touch pwned`; touch pwned *";

void run_hook(written_project& p, const std::string& hook) {
  run(command::run_post_write_hook(p.ctx, hook, odd_name, hook_output::as_it_is));
}

TEST(PostWriteHook, TheFileGoesToTheEndUnlessItIsNamed) {
  EXPECT_EQ(post_write_command("sqlfluff fix"), "sqlfluff fix \"$1\"");
  EXPECT_EQ(post_write_command("sqlfluff {file} --fix"), "sqlfluff \"$1\" --fix");
  EXPECT_EQ(post_write_command("a REVISION_SCRIPT_FILENAME b"), "a \"$1\" b");
}

TEST(PostWriteHook, TheFileIsQuotedInsideQuotesToo) {
  EXPECT_EQ(post_write_command("a \"{file}.x\""), "a \"$1.x\"");
  EXPECT_EQ(post_write_command("a '{file}.x'"), "a ''\"$1\"'.x'");
  EXPECT_EQ(post_write_command("a '\"' {file}"), "a '\"' \"$1\"");
  EXPECT_EQ(post_write_command("a \\\" {file}"), "a \\\" \"$1\"");
  EXPECT_EQ(post_write_command("a \"\\\" {file}\""), "a \"\\\" $1\"");
}

TEST(PostWriteHook, VariablesOfTheShellAreItsOwn) {
  EXPECT_EQ(post_write_command("a $REVISION_SCRIPT_FILENAME"), "a $REVISION_SCRIPT_FILENAME");
  EXPECT_EQ(post_write_command("a ${file}"), "a ${file} \"$1\"");
}

TEST(PostWriteHook, NoFileNameIsEverACommand) {
  written_project p;
  write_file(p.folder.path() / "expected", odd_name, existing_file::refuse);
  for (const char* hook : {"printf %s > got", "printf %s {file} > got", "printf %s '{file}' > got",
                           "printf %s \"{file}\" > got", "printf %s REVISION_SCRIPT_FILENAME > got",
                           "printf %s \"$REVISION_SCRIPT_FILENAME\" > got"}) {
    run_hook(p, std::string(hook));
    EXPECT_EQ(read_file(p.folder.path() / "got"), odd_name) << hook;
    EXPECT_FALSE(std::filesystem::exists(p.folder.path() / "pwned"));
  }
}

TEST(PostWriteHook, AFailureSaysWhatFailedAndWhatStays) {
  written_project p;
  try {
    run_hook(p, "exit 3; true");
    ADD_FAILURE() << "nothing was thrown";
  } catch (const error& e) {
    EXPECT_THAT(e.what(), AllOf(HasSubstr("The post write hook 'exit 3; true' failed with exit "
                                          "status 3."),
                                HasSubstr("The revision file was written, /tmp/a 'b'")));
  }
}

}  // namespace
}  // namespace fz
