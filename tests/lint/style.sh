#!/bin/sh
# style.sh: conventions that a line shows: config.h first in every source, no trailing white space,
# no tabs, no typedef of a struct, no function-like macro but in attributes.h and table generators
# (undefined again in the same file), nothing left to do.
sources=$(sh tests/lint/sources.sh include tui tests)
# shellcheck disable=SC2086 # one file a word
exec "${AWK:-awk}" -f tests/lint/style.awk $sources </dev/null
