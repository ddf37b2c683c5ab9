#!/bin/sh
# headers.sh: every header compiles alone, and its guard is made from its path.
# Needs CC and LINT_CFLAGS (include paths, dialect and foreign flags).
set -u
: "${CC:?}" "${LINT_CFLAGS:?}"

# An empty source that includes just this header, so that nothing comes from elsewhere.
compiles_alone() {
  # shellcheck disable=SC2086 # lists of words
  printf '#include "%s"\n' "$1" |
    $CC $LINT_CFLAGS -I. -fsyntax-only -Werror -x c - 2>&1 | sed -n '/error:\|warning:/p' | head -n 1
}

guard_of() {
  printf '%s' "$1" | sed 's,^include/,,; s,^tui/,akscope/,' | tr 'a-z./-' 'A-Z___'
}

bad=0
for header in $(sh tests/lint/sources.sh include tui tests | grep '\.h$'); do
  guard=$(guard_of "$header")
  # In tests the file's own name is enough.
  case $header in
  tests/*) before='[A-Z_]*' guard=$(guard_of "$(basename "$header")") ;;
  *) before= ;;
  esac
  if ! grep -qx "#ifndef $before$guard" "$header"; then
    echo "$header:1: header-guard: the guard is not $guard"
    bad=1
  fi
  errors=$(compiles_alone "$header")
  if [ -n "$errors" ]; then
    echo "$header:1: lone-header: does not compile alone"
    printf '%s\n' "$errors"
    bad=1
  fi
done
exit $bad
