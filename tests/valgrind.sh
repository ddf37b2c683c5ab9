#!/bin/sh
# valgrind.sh PROGRAM...: runs test programs under valgrind, as many at a time as there are
# processors. One TAP line each; the reports of those that failed are shown. A program fails when
# one of its cases does, when memory is read or written wrongly, or when any is lost.
#
# Environment: what `make check' sets for tests.
set -u
command -v valgrind >/dev/null 2>&1 || {
  echo "1..0 # SKIP valgrind is not installed"
  exit 0
}

# check PROGRAM: children that die on purpose (tests/support/forked.h) say nothing.
check() {
  log=$1.valgrind-log
  valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,possible \
    --errors-for-leak-kinds=definite,possible --child-silent-after-fork=yes \
    --suppressions="${top_srcdir:?}/tests/valgrind.supp" "./$1" >"$log" 2>&1 && {
    echo "ok - $1"
    return 0
  }
  status=$?
  echo "not ok - $1"
  echo "# exit status $status, see $log"
  grep -aE '^(==|not ok|#.*rror)' "$log" | head -n 30 | sed 's/^/# /'
  return 1
}

if [ $# -eq 1 ]; then
  check "$1"
  exit
fi
echo "1..$#"
printf '%s\n' "$@" | xargs -I '{}' -P "$(nproc)" sh "$0" '{}'
