#!/bin/sh
# bench.sh: measures akscope and prints what it finds, each figure beside its target; nothing is
# asserted (budgets.sh asserts instructions). Takes some minutes. Times are wall time on the machine
# as it is: the simulator and the program that presses keys take part of the same processors.
# BENCH_SIM_NICE gives the simulator another niceness (0).
# shellcheck source=tests/conform/sim_lib.sh
. "${top_srcdir:?}/tests/conform/sim_lib.sh"
# shellcheck source=tests/bench/bench_lib.sh
. "${top_srcdir:?}/tests/bench/bench_lib.sh"

akscope=${AKSCOPE_PROGRAM:-$top_builddir/akscope}
keys_of_a_kind=70

row() {
    printf '%-52s %14s   %s\n' "$1" "$2" "$3"
}

title() {
    printf '\n%s\n' "$1"
}

# The words of a line: word N LINE, and field N of what is between bars.
word() {
    echo "$2" | awk -v n="$1" '{ print $n }'
}
field() {
    echo "$2" | awk -F '|' -v n="$1" '{ print $n }'
}
megabytes() {
    echo "$1" | awk '{ printf "%.0f MB", $1 * 1024 / 1e6 }'
}

start_fleet() {
    start_sim --seed 7 "$@"
    renice -n "${BENCH_SIM_NICE:-0}" -p "$sim_pid" >/dev/null
    AKSCOPE_TOKEN=$token
    export AKSCOPE_TOKEN
}

get_pools() {
    "$akscope" get pools -o json --arm-endpoint "$url"
}

# run_pools TIMES: median, least, most, peak.
run_pools() {
    "$bench/run" "$1" "$akscope" get pools -o json --arm-endpoint "$url"
}

# The addresses that akscope has asked for, as a configuration of curl.
write_curl_config() {
    start_fleet "$@" --record "$work/record"
    get_pools >/dev/null
    stop_sim
    sed -n 's|^{"method":"GET","url":"http://[^/]*\(/subscriptions[^"]*\)".*|\1|p' \
        "$work/record" >"$work/paths"
    rm -f "$work/record"
}

run_curl() {
    awk -v url="$url" '{ printf "url = \"%s%s\"\noutput = \"/dev/null\"\n", url, $0 }' \
        "$work/paths" >"$work/curl.config"
    "$bench/run" "$1" curl -s -g $2 -H "Authorization: Bearer $token" -K "$work/curl.config"
}

measure_get() {
    write_curl_config --clusters 1000 --pools 5
    start_fleet --clusters 1000 --pools 5
    get_pools >/dev/null # the simulator makes its pages
    plain=$(run_curl 9 '')
    packed=$(run_curl 9 --compressed)
    pools=$(run_pools 9)
    stop_sim
    goal=$(word 1 "$packed" | awk '{ printf "%.0f", 1.5 * $1 + 100 }')
    title "get pools -o json, 1,000 clusters of 5 pools, $(wc -l <"$work/paths" | tr -d ' ') answers; medians of 9"
    row '  curl, one connection, the addresses known' "$(word 1 "$plain") ms" ''
    row '  curl --compressed' "$(word 1 "$packed") ms" ''
    row '  akscope' "$(word 1 "$pools") ms" "<= $goal ms (1.5 x curl --compressed + 0.1 s)"
    peak_1000=$(word 4 "$pools")
}

measure_large_get() {
    start_fleet --clusters 10000 --pools 5
    get_pools >/dev/null
    pools=$(run_pools 5)
    stop_sim
    title 'get pools -o json, 10,000 clusters of 5 pools; median of 5'
    row '  akscope' "$(word 1 "$pools") ms" ''
    peak_10000=$(word 4 "$pools")
}

# run_report FORMAT: median, least, most, peak.
run_report() {
    "$bench/run" 5 "$akscope" report -o "$1" --arm-endpoint "$url"
}

measure_report() {
    start_fleet --clusters 2000 --pools 5 --now 2026-11-23
    run_report json >/dev/null
    title 'report, 2,000 clusters of 5 pools; medians of 5, most memory'
    for format in table json csv markdown html sarif junit ics openmetrics; do
        report=$(run_report $format)
        row "  -o $format" "$(word 1 "$report") ms" "$(megabytes "$(word 4 "$report")")"
    done
    stop_sim
}

# instructions NAME TARGET WORK ARGUMENT...
instructions() {
    name=$1
    goal=$2
    shift 2
    count=$(count_instructions "$@" | sed -e :a -e 's/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/;ta')
    row "  $name" "${count:-not measured}" "$goal"
}

measure_instructions() {
    title 'instructions (callgrind)'
    if ! command -v valgrind >/dev/null 2>&1; then
        echo '  no valgrind'
        return
    fi
    start_sim --fleet contoso --now 2026-11-23
    fetch_fleet "$work/contoso"
    cp -R "$work/contoso" "$work/plan"
    fetch_sizes "$work/contoso"
    fetch_plan "$work/plan" northeurope
    stop_sim
    start_sim --clusters 100 --pools 5 --seed 7 --now 2026-11-23
    fetch_fleet "$work/page"
    fetch_sizes "$work/page"
    stop_sim
    instructions 'decode a cluster of 2 pools' 'asserted in make check' \
        decode "$top_srcdir/tests/bench/cluster.json"
    instructions 'decode a recorded cluster (mean of all)' 'those of AKSCOPE_SHARED' decode-recorded
    instructions 'render a 160x45 frame of the contoso fleet' 'asserted in make check' \
        frame "$work/contoso"
    instructions 'assess a pool (of 50,000)' 'asserted in make check' assess "$work/page" 100
    instructions 'plan a confidential node pool' 'asserted in make check' \
        plan "$work/plan" ledger-prod
    instructions 'filter, a pool of 50,000' '' filter "$work/page" 100 'system sus'
    for column in worst pool cluster size; do
        instructions "sort by $column, a pool of 50,000" '' sort "$work/page" 100 $column
    done
}

measure_latency() {
    start_fleet --clusters "$1" --pools 5
    get_pools >/dev/null
    "$bench/keys" latency $keys_of_a_kind "$akscope" --arm-endpoint "$url" --refresh 5 --no-cache \
        >"$work/latency" || cat "$work/latency"
    stop_sim
}

print_latency() {
    title "key to frame, 10,000 clusters of 5 pools, polled every 5 s; median / p99 / longest of $keys_of_a_kind keys a row, and p99 without the waits of loop and terminal for a processor"
    while read -r line; do
        case $line in
        peak*) dashboard_10000=$(field 2 "$line") ;;
        'all keys'*) row '  all keys' "$(latency_of "$line")" 'p99 <= 16 ms' ;;
        *) row "  $(field 1 "$line")" "$(latency_of "$line")" '' ;;
        esac
    done <"$work/latency"
}

latency_of() {
    echo "$1" | awk -F '|' '{ printf "%.1f / %.0f / %.0f ms, %.0f ms", $2, $3, $4, $5 }'
}

measure_keys() {
    measure_latency 1000
    dashboard_1000=$(sed -n 's/^peak|//p' "$work/latency")
    measure_latency 10000
    print_latency
}

# Fifty changes that others began and left, taken up and followed by one dashboard.
measure_operations() {
    state=$work/state
    start_fleet --clusters 1 --pools 90 --time-scale 1 --record "$work/record"
    "$akscope" get pools mode=User provisioningState=Succeeded -o tsv --arm-endpoint "$url" |
        awk -F '\t' 'NR > 1 && NR <= 51 { print $3 "/" $2 }' >"$work/names"
    began=$(date +%s%N)
    xargs -P 4 -I '{}' env XDG_STATE_HOME="$state" "$akscope" pool update '{}' \
        --labels bench=yes --yes --no-wait --no-cache --arm-endpoint "$url" \
        <"$work/names" 2>"$work/sent"
    sent_ms=$((($(date +%s%N) - began) / 1000000))
    before=$(wc -l <"$work/record")
    began=$(date +%s%N)
    BENCH_STATE=$state "$bench/keys" latency $keys_of_a_kind "$akscope" --arm-endpoint "$url" \
        --refresh 30 --no-cache >"$work/latency" || cat "$work/latency"
    followed_ms=$((($(date +%s%N) - began) / 1000000))
    requests=$(($(wc -l <"$work/record") - before))
    stop_sim
    title '50 operations at once, of one cluster of 90 pools'
    row '  sent by a command each, 4 at a time' \
        "$(grep -c 'Azure has taken it' "$work/sent") in $((sent_ms / 1000)) s" '50'
    row '  followed by a dashboard, all of its requests' \
        "$((requests * 60000 / followed_ms)) a minute" ''
    while read -r line; do
        case $line in
        'all keys'*)
            row '  key to frame meanwhile: median / p99 / longest' "$(latency_of "$line")" \
                'p99 <= 16 ms'
            ;;
        esac
    done <"$work/latency"
}

measure_memory() {
    title 'most memory (VmHWM)'
    row '  get pools, 1,000 clusters of 5 pools' "$(megabytes "$peak_1000")" ''
    row '  get pools, 10,000 clusters of 5 pools' "$(megabytes "$peak_10000")" '<= 150 MB'
    row '  dashboard, 1,000 clusters of 5 pools' "$(megabytes "$dashboard_1000")" ''
    row '  dashboard, 10,000 clusters of 5 pools' "$(megabytes "$dashboard_10000")" '<= 150 MB'
}

measure_rest() {
    title 'starting the dashboard, 1,000 clusters of 5 pools'
    start_fleet --clusters 1000 --pools 5
    get_pools >/dev/null
    "$bench/keys" start '1000 clusters' "$akscope" --arm-endpoint "$url" >"$work/start" ||
        cat "$work/start"
    while read -r line; do
        row "  first frame, $(field 1 "$line")" "$(field 2 "$line") ms" ''
        row "  first frame with clusters, $(field 1 "$line")" "$(field 3 "$line") ms" ''
    done <"$work/start"
    title 'silence'
    row '  bytes written in 10 s while nothing changes' \
        "$("$bench/keys" silence 10 "$akscope" --arm-endpoint "$url" --refresh 3600)" 0
    stop_sim
    title 'size'
    strip -o "$work/stripped" "$akscope"
    row '  akscope, stripped' "$(wc -c <"$work/stripped" | awk '{ printf "%.0f kB", $1 / 1000 }')" ''
}

if [ $# -gt 0 ]; then # only these: bench.sh measure_operations
    for measure in "$@"; do
        "$measure"
    done
    exit
fi
printf 'akscope %s, %s processors, load %s\n' "$("$akscope" --version)" "$(nproc)" \
    "$(cut -d ' ' -f 1-3 /proc/loadavg)"
measure_get
measure_large_get
measure_report
measure_instructions
measure_keys
measure_operations
measure_memory
measure_rest
printf '\nload at the end: %s\n' "$(cut -d ' ' -f 1-3 /proc/loadavg)"
