#!/usr/bin/env bash
. "${0%/*}/lib.sh"

# refused CODE COMMAND…: a message, that exit code, and not one file more or less.
refused() {
  local code=$1 before
  shift
  before=$(find . | sort)
  run "$@"
  expect_exit "$code"
  expect_plain_error
  [ "$(find . | sort)" = "$before" ] || fail "only: $before" "$(find . | sort)"
}

expect_line() {
  grep -qxF -- "$2" "$1" || fail "a line in $1: $2" "$(cat "$1")"
}

versions=migrations/versions

scenario 'a new revision says where it is and can be applied at once'
new_project
run fz migrate revision -m 'Create account table' --rev-id aaaaaaaaaaaa
expect_exit 0
expect_stdout "Generating $PWD/$versions/aaaaaaaaaaaa_create_account_table.sql ...  done"
expect_stderr ''
run fz migrate revision -m 'Add a column' --rev-id bbbbbbbbbbbb
expect_line $versions/bbbbbbbbbbbb_add_a_column.sql '-- down_revision = "aaaaaaaaaaaa"'
run fz migrate upgrade head
expect_exit 0
expect_version database.db bbbbbbbbbbbb
run fz migrate downgrade base
expect_exit 0

scenario 'the id is twelve random hexadecimal digits'
new_project
run fz migrate revision -m one
run fz migrate revision -m two
expect_exit 0
[[ $stdout =~ /[0-9a-f]{12}_two\.sql' ...  done'$ ]] || fail 'twelve digits' "$stdout"
run fz migrate heads
expect_stdout_has ' (head)'

scenario 'any message is kept as it is'
new_project
run fz migrate revision --rev-id aaaaaaaaaaaa -m "quotes \" and ' and \\ and +++; DROP TABLE t
-- fz:upgrade"
expect_exit 0
run fz --format json migrate show head
expect_stdout_has '"message": "quotes \" and '"'"' and \\ and +++; DROP TABLE t\n-- fz:upgrade"'
run fz migrate revision --rev-id bbbbbbbbbbbb -m 'Größe – 東京 🙂'
expect_file "$versions/bbbbbbbbbbbb_größe_東京.sql"
run fz migrate revision --rev-id cccccccccccc --message=--help
expect_file $versions/cccccccccccc_help.sql
run fz migrate revision --rev-id dddddddddddd -m $'\033[31mred'
expect_stdout_lacks $'\033'
run fz migrate history
expect_stdout_lacks $'\033'

scenario 'without a message it is Alembic'\''s empty message'
new_project
run fz migrate revision --rev-id aaaaaaaaaaaa
expect_file $versions/aaaaaaaaaaaa_.sql
run fz migrate history
expect_stdout '<base> -> aaaaaaaaaaaa (head), empty message'

scenario 'a long message is cut between words'
new_project
run fz migrate revision --rev-id aaaaaaaaaaaa -m 'a message that is longer than forty characters are'
expect_file $versions/aaaaaaaaaaaa_a_message_that_is_longer_than_forty_.sql

scenario 'as JSON'
new_project
run fz --format json migrate revision --rev-id aaaaaaaaaaaa -m one --branch-label shop
expect_exit 0
[ "$(python3 -c 'import json,sys; d=json.load(sys.stdin); print(d["revision"], d["file"],
  d["down_revisions"], d["branch_labels"], d["message"])' <<<"$stdout")" = \
  "aaaaaaaaaaaa $PWD/$versions/aaaaaaaaaaaa_one.sql [] ['shop'] one" ] || fail 'the fields' "$stdout"

scenario 'quiet'
new_project
run fz -q migrate revision -m one
expect_exit 0
expect_stdout ''
expect_stderr ''

scenario 'a base beside others, with a label; then along the branch'
new_project
three_revisions
run fz migrate revision --rev-id dddddddddddd -m shop --head base --branch-label shop
expect_exit 0
expect_line $versions/dddddddddddd_shop.sql '-- down_revision = ""'
expect_line $versions/dddddddddddd_shop.sql '-- branch_labels = ["shop"]'
refused 1 fz migrate revision -m more
expect_stderr_has 'Multiple heads are present; please specify the head revision on which the new revision should be based, or perform a merge. Heads: cccccccccccc and dddddddddddd (shop).'
refused 1 fz migrate revision -m more --head heads
run fz migrate revision --rev-id eeeeeeeeeeee -m more --head shop@head --depends-on cccc
expect_exit 0
expect_line $versions/eeeeeeeeeeee_more.sql '-- down_revision = "dddddddddddd"'
expect_line $versions/eeeeeeeeeeee_more.sql '-- depends_on = ["cccccccccccc"]'
run fz migrate upgrade heads
expect_exit 0
expect_version database.db eeeeeeeeeeee

scenario 'depends-on may be repeated, and labels stay labels'
new_project
three_revisions
run fz migrate revision --rev-id dddddddddddd -m shop --head base --branch-label shop
run fz migrate revision --rev-id eeeeeeeeeeee -m x --head base --depends-on shop --depends-on bbbb
expect_line $versions/eeeeeeeeeeee_x.sql '-- depends_on = ["shop", "bbbbbbbbbbbb"]'
refused 1 fz migrate revision -m x --head shop@head --depends-on nowhere
expect_stderr_has "Can't locate revision identified by 'nowhere'"
refused 1 fz migrate revision -m x --head shop@head --depends-on base

scenario 'a revision that is no head needs --splice'
new_project
three_revisions
refused 1 fz migrate revision -m way --head bbbb
expect_stderr 'error: Revision bbbbbbbbbbbb is not a head revision. Heads: cccccccccccc.
--splice allows a new branch from this revision.'
run fz migrate revision --rev-id dddddddddddd -m way --head bbbb --splice
expect_exit 0
run fz migrate heads
expect_stdout 'cccccccccccc (head)
dddddddddddd (head)'

scenario 'what would make the project unreadable is refused'
new_project
three_revisions
run fz migrate revision --rev-id dddddddddddd -m shop --branch-label shop
refused 1 fz migrate revision -m x --rev-id aaaaaaaaaaaa
expect_stderr_has "Revision 'aaaaaaaaaaaa' exists already, in $PWD/$versions/aaaaaaaaaaaa_make_t.sql:2"
refused 1 fz migrate revision -m x --rev-id shop
refused 1 fz migrate revision -m x --rev-id 123456789012345678901234567890123
expect_stderr_has 'has 33 characters; the version table holds 32'
for id in head heads base a-b a@b a+b a:b 'a b' '' ../up a/b .hidden '#backup' $'a\tb' $'\xff'; do
  refused 1 fz migrate revision -m x --rev-id "$id"
done
refused 1 fz migrate revision -m x --branch-label shop
expect_stderr_has "Branch label 'shop' is already used by revision dddddddddddd, in $PWD"
refused 1 fz migrate revision -m x --branch-label aaaaaaaaaaaa
for label in head heads base a-b 'a b' ''; do
  refused 1 fz migrate revision -m x --branch-label "$label"
done
refused 1 fz migrate revision -m $'\xff'
for head in zzzz nowhere@head aaaa-2 head+1; do
  refused 1 fz migrate revision -m x --head "$head"
done
for head in '' '@' 'a:b'; do refused 2 fz migrate revision -m x --head "$head"; done
echo 'SELECT 1;' >$versions/broken.sql
refused 1 fz migrate revision -m x
expect_stderr_has 'broken.sql'

scenario 'a file that is there is never replaced'
new_project
sed -i 's/^file_template.*/file_template = "{slug}"/' alembic.toml
run fz migrate revision -m same
expect_file $versions/same.sql
refused 1 fz migrate revision -m same
expect_stderr_has 'File exists'
refused 1 fz migrate revision
expect_stderr_has "'.sql'"

scenario 'file_template and timezone'
new_project
sed -i 's/^file_template.*/file_template = "{year}{month}{day}{hour}{minute}{second}_{rev}_{slug}"/
  s/^timezone.*/timezone = "Asia\/Kathmandu"/' alembic.toml
run fz migrate revision -m one --rev-id aaaaaaaaaaaa
expect_exit 0
date=$(sed -n 's/^-- create_date = //p' $versions/*.sql)
[[ $date =~ ^[0-9-]{10}T[0-9:]{8}Z$ ]] || fail 'a date in UTC' "$date"
expect_file "$versions/$(TZ=Asia/Kathmandu date -d "$date" +%Y%m%d%H%M%S)_aaaaaaaaaaaa_one.sql"
sed -i 's/^timezone.*/timezone = "local"/' alembic.toml
run env TZ=America/St_Johns fz migrate revision -m two --rev-id bbbbbbbbbbbb
date=$(sed -n 's/^-- create_date = //p' $versions/*two.sql)
expect_file "$versions/$(TZ=America/St_Johns date -d "$date" +%Y%m%d%H%M%S)_bbbbbbbbbbbb_two.sql"

scenario 'several version locations'
new_project
sed -i '/^script_location/a version_locations = ["shop", "billing"]' alembic.toml
mkdir billing
refused 1 fz migrate revision -m x --rev-id a-b --version-path shop # made, and taken away again
rmdir billing
refused 2 fz migrate revision -m x --version-path shop
mkdir billing
run fz migrate revision -m shop --rev-id aaaaaaaaaaaa --version-path ./shop/ --branch-label shop
expect_exit 0
expect_file shop/aaaaaaaaaaaa_shop.sql
refused 2 fz migrate revision -m x --head base
expect_stderr_has 'Multiple version locations present: '
expect_stderr_has '--version-path'
refused 2 fz migrate revision -m x --version-path elsewhere
expect_stderr_has "Path 'elsewhere' is not represented in current version locations, which are '$PWD/migrations/versions', '$PWD/shop' and '$PWD/billing'."
run fz migrate revision -m more --rev-id bbbbbbbbbbbb
expect_file shop/bbbbbbbbbbbb_more.sql
cd shop || exit 1
run fz migrate revision -m other --rev-id cccccccccccc --version-path ../billing --head base
expect_exit 0
cd ..
expect_file billing/cccccccccccc_other.sql

scenario 'a template of the project'"'"'s own'
new_project
cat >migrations/script.sql.template <<'SQL'
{front_matter}
-- {message}, made {year} as {up_revision} after {down_revision}

-- fz:upgrade
SET lock_timeout = '5s'; -- '{{rev}}' '{1,2}'
SQL
run fz migrate revision -m one --rev-id aaaaaaaaaaaa
expect_exit 0
run fz migrate revision -m $'two\nDROP TABLE t' --rev-id bbbbbbbbbbbb
expect_line $versions/bbbbbbbbbbbb_two_drop_table_t.sql \
  "-- two, made $(date -u +%Y) as bbbbbbbbbbbb after aaaaaaaaaaaa"
expect_line $versions/bbbbbbbbbbbb_two_drop_table_t.sql "SET lock_timeout = '5s'; -- '{rev}' '{1,2}'"
printf '{front_matter}\n-- {autor}\n-- fz:upgrade\n' >migrations/script.sql.template
refused 1 fz migrate revision -m three
expect_stderr_has "$PWD/migrations/script.sql.template:2:4: Unknown token '{autor}'."
printf -- '-- fz:upgrade\n' >migrations/script.sql.template
refused 1 fz migrate revision -m three
expect_stderr_has 'script.sql.template: The revision file that this template makes is refused'

scenario 'a folder that cannot be written'
new_project
if [ "$(id -u)" = 0 ]; then
  skip 'root may write everywhere'
else
  chmod a-w $versions
  refused 1 fz migrate revision -m one
  expect_stderr_has 'Permission denied'
  chmod u+w $versions
fi

scenario 'post write hooks run one after another on the file'
mkdir "it's a \"place\" \$(touch pwned)"
cd "it's a \"place\" \$(touch pwned)" || exit 1
new_project
sed -i "/^timezone/a post_write_hooks = [\"echo '-- first' >>\", 'echo \"-- second\" >>\"{file}\"; pwd']" \
  alembic.toml
mkdir sub
cd sub || exit 1
run fz migrate revision -m one --rev-id aaaaaaaaaaaa
expect_exit 0
cd ..
expect_stdout "Generating $PWD/$versions/aaaaaaaaaaaa_one.sql ...  done
Running post write hook 'echo '-- first' >>' ...
  done
Running post write hook 'echo \"-- second\" >>\"{file}\"; pwd' ...
$PWD
  done"
[ "$(tail -n 2 $versions/aaaaaaaaaaaa_one.sql)" = $'-- first\n-- second' ] ||
  fail 'both hooks' "$(cat $versions/aaaaaaaaaaaa_one.sql)"
[ -z "$(find "$work" -name pwned)" ] || fail 'nothing but the hooks' "$(find "$work" -name pwned)"
run fz --format json migrate revision -m two --rev-id bbbbbbbbbbbb
expect_exit 0
python3 -m json.tool <<<"$stdout" >/dev/null || fail 'one JSON document' "$stdout"
expect_stderr "$PWD"

scenario 'a post write hook that fails is reported, and the file stays'
new_project
sed -i '/^timezone/a post_write_hooks = ["true", "echo broken; exit 7;", "touch third"]' alembic.toml
run fz migrate revision -m one --rev-id aaaaaaaaaaaa
expect_exit 1
expect_stderr_has "The post write hook 'echo broken; exit 7;' failed with exit status 7."
expect_stderr_has "The revision file was written, $PWD/$versions/aaaaaaaaaaaa_one.sql"
expect_file $versions/aaaaaaaaaaaa_one.sql
expect_no_file third
sed -i 's/^post_write_hooks.*/post_write_hooks = ["kill -9 $$"]/' alembic.toml
run fz migrate revision -m two
expect_exit 1
expect_stderr_has 'failed with signal 9 (Killed)'
sed -i 's/^post_write_hooks.*/post_write_hooks = ["no-such-formatter"]/' alembic.toml
run fz migrate revision -m three
expect_exit 1
expect_stderr_has 'failed with exit status 127'

scenario 'Ctrl-C ends a hook that hangs'
new_project
sed -i '/^timezone/a post_write_hooks = ["touch hanging; exec sleep 1000 #"]' alembic.toml
start fz migrate revision -m one --rev-id aaaaaaaaaaaa
wait_until 'the hook runs' test -e hanging
kill -INT "$pid"
finish
expect_exit 130
expect_file $versions/aaaaaaaaaaaa_one.sql
