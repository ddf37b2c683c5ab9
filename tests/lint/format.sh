#!/bin/sh
# format.sh: clang-format would change nothing.
command -v "${CLANG_FORMAT:=clang-format}" >/dev/null 2>&1 || { echo "no clang-format"; exit 77; }
bad=0
for file in $(sh tests/lint/sources.sh include tui tests); do
  "$CLANG_FORMAT" --dry-run -Werror "$file" 2>/dev/null && continue
  echo "$file:1: format: \`make format' would change it"
  bad=1
done
exit $bad
