#!/bin/sh
# run.sh SECONDS TARGET...: runs libFuzzer targets for that long each, as many at a time as there are
# processors, from the corpus in the source folder and what earlier runs found (kept in found/NAME).
# An input that fails is kept in failed/, and its report is shown. Runs in the folder of that build.
set -u
top_srcdir=$(cd "$(dirname "$0")/../.." && pwd)
seconds=$1
shift
mkdir -p failed
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1

# fuzz TARGET: one line that says how it went; the log beside the program.
fuzz() {
  name=$(basename "$1" _fuzz)
  log=$1.fuzz-log
  mkdir -p "found/$name"
  if "./$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="failed/$name-" "found/$name" "$top_srcdir/tests/fuzz/corpus/$name" \
    >"$log" 2>&1; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "ok - $name: $runs runs"
  else
    echo "not ok - $name: see $log"
    grep -E 'ERROR|SUMMARY|runtime error|Test unit written' "$log" | head -n 5
    return 1
  fi
}

if [ $# -eq 1 ]; then
  fuzz "$1"
  exit
fi
printf '%s\n' "$@" | xargs -I '{}' -P "$(nproc)" sh "$0" "$seconds" '{}'
