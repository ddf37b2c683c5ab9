#!/bin/sh
# tidy.sh [SOURCE...]: clang-tidy with the checks of .clang-tidy over these sources, by default all
# of the product, as many at a time as there are processors.
set -u
: "${LINT_CFLAGS:?}" "${top_srcdir:?}"
cd "$top_srcdir" || exit 1
[ $# -gt 0 ] || {
  # shellcheck disable=SC2046 # one file a word
  set -- $(sh tests/lint/sources.sh tui | grep '\.c$')
}
# shellcheck disable=SC2086 # a list of words
printf '%s\n' "$@" |
  xargs -I '{}' -P "$(nproc)" clang-tidy --quiet '{}' -- $LINT_CFLAGS 2>/dev/null
