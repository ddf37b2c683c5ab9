#!/bin/sh
# budgets.sh: the work of one cluster and of one frame stays within its budget of instructions, as
# callgrind counts them. Time is never asserted: it is the machine's. A budget is about half as much
# again as what the work takes, so that twice the work is a failure.
# shellcheck source=tests/conform/sim_lib.sh
. "${top_srcdir:-.}/tests/conform/sim_lib.sh"
# shellcheck source=tests/bench/bench_lib.sh
. "${top_srcdir:-.}/tests/bench/bench_lib.sh"

for tool in curl valgrind; do
    command -v $tool >/dev/null 2>&1 || skip_all "no $tool"
done
# Valgrind can't run what AddressSanitizer has its hands in.
if grep -q __asan_init "$bench/work"; then
    skip_all "built with sanitizers"
fi

# within BUDGET WORK [ARGUMENT...]
within() {
    budget=$1
    shift
    counted=$(count_instructions "$@")
    if [ -z "$counted" ]; then
        cat "$work/callgrind.log"
        return 1
    fi
    echo "$counted instructions, the budget is $budget"
    [ "$counted" -le "$budget" ]
}

start_sim --fleet contoso --now 2026-11-23
fetch_fleet "$work/contoso"
cp -R "$work/contoso" "$work/plan"
fetch_plan "$work/plan" northeurope
stop_sim

fleet=$work/contoso # without sizes, which take long to read under valgrind; 42 pools, 100 times
check 'decoding the answer for one cluster' \
    within 400000 decode "$top_srcdir/tests/bench/cluster.json"
check 'rendering a frame of 160 columns and 45 lines' within 6500000 frame "$fleet"
check 'assessing a node pool' within 8000 assess "$fleet" 100
check 'filtering, a node pool of 4,200' within 6000 filter "$fleet" 100 'system sus'
check 'sorting by numbers, a node pool of 4,200' within 5500 sort "$fleet" 100 worst
check 'sorting by text, a node pool of 4,200' within 5500 sort "$fleet" 100 cluster
check 'going to the next of 4,200 node pools: its detail, the way out, the frame' \
    within 7000000 select "$fleet" 100
check 'turning to the next day on the time line by team: what has come to pass, the frame' \
    within 6500000 turn "$fleet" 100 team
check 'planning a node pool' within 230000 plan "$work/plan" ledger-prod
plan
