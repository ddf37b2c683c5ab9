#!/bin/sh
# format.sh: clang-format would change nothing.
command -v "${CLANG_FORMAT:=clang-format}" >/dev/null 2>&1 || { echo "no clang-format"; exit 77; }
# shellcheck disable=SC2046 # one file a word
exec "$CLANG_FORMAT" --dry-run -Werror $(sh tests/lint/sources.sh include tui tests)
