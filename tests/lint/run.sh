#!/bin/sh
# run.sh [CHECK...]: runs the lint checks (all of them by default) and reports in TAP, one point a
# check, with each finding as "file:line: rule: what" before it. A check is tests/lint/CHECK.sh; it
# prints findings, exits with 1 when there is one, and with 77 and a reason when it can't run.
#
# Environment: top_srcdir, top_builddir, and what the checks say that they need.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"
here=$top_srcdir/tests/lint

[ $# -gt 0 ] || set -- layers headers libraries limits tables style
echo "1..$#"
number=0
failed=0
for check in "$@"; do
  number=$((number + 1))
  findings=$(cd "$top_srcdir" && sh "$here/$check.sh" 2>&1)
  case $? in
  0) echo "ok $number - lint $check" ;;
  77) echo "ok $number - lint $check # SKIP $findings" ;;
  *)
    printf '%s\n' "$findings"
    echo "not ok $number - lint $check"
    failed=1
    ;;
  esac
done
exit $failed
