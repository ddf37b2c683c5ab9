#!/bin/sh
# tap.sh PROGRAM...: runs a test program and mends its TAP for automake's driver: cmocka reports a
# skipped case as "not ok N # SKIP", which would count as a failure; and a status that no case
# explains (a sanitizer's report at exit, a crash) would not count at all.
{
  "$@"
  echo "# exit status $?"
} | ${AWK:-awk} '
  /^not ok [0-9]+ # SKIP/ { sub(/^not /, "") }
  /^not ok/ { failures++ }
  /^# exit status / { status = $4 }
  { print; fflush() }
  END { if (status != 0 && !failures) print "Bail out! the program ended with status " status }'
