#!/bin/sh
# tables.sh: the rows of every *.def table: as many columns as the table's comment says, symbols and
# names said once, no help left empty; and no orphans: each row's symbol is used somewhere else.
set -u
tables=$(find include tui -name '*.def' | LC_ALL=C sort)
[ -n "$tables" ] || exit 0
# shellcheck disable=SC2046,SC2086 # one file a word
exec "${AWK:-awk}" -f tests/lint/tables.awk $tables $(sh tests/lint/sources.sh include tui) </dev/null
