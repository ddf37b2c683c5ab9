#!/bin/sh
# limits.sh: sizes, nesting, parameters, complexity and banned calls, by the program `measure`.
: "${top_builddir:?}"
# shellcheck disable=SC2046 # one file a word
exec "$top_builddir/tests/lint/measure" $(sh tests/lint/sources.sh include tui tests)
