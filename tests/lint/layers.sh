#!/bin/sh
# layers.sh: include/akscope/layers.tbl against the #include lines of the whole product.
#
# Findings: a line of the table that names a module not above it; an include of a module that the
# line does not allow; a foreign header outside of the modules that own it; a private header of
# another module; a folder without a line in the table.
sources=$(sh tests/lint/sources.sh include tui)
# shellcheck disable=SC2086 # one file a word
exec "${AWK:-awk}" -f tests/lint/layers.awk include/akscope/layers.tbl $sources </dev/null
