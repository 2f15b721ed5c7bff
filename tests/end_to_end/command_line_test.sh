#!/bin/bash
# How command lines are read: options before their command, wrong words, help.
. "${0%/*}/lib.sh"

# complains SENTENCE WORD…: exit code 2 and the sentence.
complains() {
  local sentence=$1
  shift
  run fz "$@"
  expect_exit 2
  expect_plain_error
  expect_stderr_has "error: $sentence"
  expect_stderr_has '--help` to see what it takes.'
}

scenario 'options may be typed before their command'
new_project
three_revisions
run fz --dry-run upgrade
expect_exit 0
expect_stdout_has 'upgrade bbbbbbbbbbbb -> cccccccccccc'
run fz migrate --sql upgrade head
expect_exit 0
expect_stdout_has 'CREATE TABLE u'
run fz --sql --tag hello migrate upgrade base:aaaa
expect_exit 0
expect_stdout_has hello
expect_stdout_lacks 'CREATE TABLE u'
run fz --lock-timeout 5s -q --url sqlite:///other.db migrate --statement-timeout=1m upgrade aaaa
expect_exit 0
expect_stderr ''
expect_version other.db aaaaaaaaaaaa
run fz -q migrate upgrade head
expect_exit 0
expect_version database.db cccccccccccc
run fz --yes downgrade -2
expect_exit 0
expect_version database.db aaaaaaaaaaaa
run fz --format mermaid migrate history
expect_exit 0
expect_stdout_has flowchart
run fz --check-heads migrate current
expect_exit 3
run fz -m upgrade migrate revision --head cccccccccccc
expect_exit 0
expect_stdout_has _upgrade.sql

scenario 'the first word that is wrong is named'
complains "fz has no command 'migrat'. Did you mean migrate?" migrat upgrade head
complains "fz has no command 'nonsense'." nonsense --help
complains "fz has no command 'nonsense'." --help nonsense
complains "fz has no command 'nonsense'." -q nonsense --version
complains "fz migrate has no command 'upgrad'. Did you mean upgrade?" migrate upgrad
complains "fz migrate has no command 'upgrad'. Did you mean upgrade?" migrate upgrad head --help
complains "fz has no command 'history'. Did you mean \`fz migrate history\`?" history
complains "fz migrate has no command 'create-user'. Did you mean \`fz create-user\`?" migrate create-user
complains "fz upgrade has no option '--dry-rum'. Did you mean --dry-run?" --dry-rum upgrade
complains "fz upgrade has no option '--dry-rum'. Did you mean --dry-run?" upgrade --dry-rum
complains "fz upgrade has no option '--lock-timeot=5s'. Did you mean --lock-timeout?" upgrade --lock-timeot=5s
complains "fz create-user has no option '--user'. Did you mean --username?" create-user --user ada
complains "fz list-users has no option '--sql'." --sql list-users
complains "--lock-timeout needs a value." --lock-timeout upgrade
complains "--lock-timeout needs a value." upgrade --lock-timeout
complains "--lock-timeout may be given only once." upgrade --lock-timeout 1s --lock-timeout 2s
complains "fz upgrade does not take 'more'." upgrade head more
complains 'fz migrate downgrade needs TARGET.' migrate downgrade
complains "--dry-run takes no value." upgrade --dry-run=maybe
complains "--format: expected text, json, mermaid or dot, not 'xml'." migrate history --format xml
complains "--retries: expected a whole number from 0 on, not 'x'." upgrade --retries x
complains 'fz needs a command: init, ' -q
complains 'fz migrate needs a command: upgrade, ' migrate
complains "fz has no command 'upgrad'. Did you mean upgrade?" help upgrad

scenario 'help and version are commands, too'
run fz --help
expect_exit 0
whole=$stdout
run fz help
expect_exit 0
expect_stdout "$whole"
for words in 'migrate' 'migrate upgrade' 'create-user' 'schema diff'; do
  # shellcheck disable=SC2086
  run fz $words --help
  expect_exit 0
  expect_stdout_has "Usage: fz $words"
  of_option=$stdout
  # shellcheck disable=SC2086
  run fz help $words
  expect_exit 0
  expect_stdout "$of_option"
  # shellcheck disable=SC2086
  run fz --help $words
  expect_exit 0
  expect_stdout "$of_option"
done
run fz migrate help upgrade
expect_exit 0
expect_stdout_has 'Usage: fz migrate upgrade'
run fz --version
expect_exit 0
version=$stdout
run fz version
expect_exit 0
expect_stdout "$version"

scenario 'every command has a help with an example, and no line of it is a riddle'
for words in $(fz help | sed -n '/^Commands:/,/^Examples:/s/^  \([a-z][a-z-]*\) .*/\1/p'); do
  run fz help "$words"
  expect_exit 0
  expect_stdout_has "Usage: fz $words"
  if [ "$words" != version ]; then expect_stdout_has 'Examples:'; fi
done
for words in $(fz help migrate | sed -n '/^Commands:/,/^Examples:/s/^  \([a-z][a-z-]*\) .*/\1/p'); do
  run fz help migrate "$words"
  expect_exit 0
  expect_stdout_has "Usage: fz migrate $words"
  expect_stdout_has 'Examples:'
done
