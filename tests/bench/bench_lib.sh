# bench_lib.sh: what bench.sh and budgets.sh share. Sourced after sim_lib.sh, from which the
# simulator, its token and the working folder come.

bench=${top_builddir:?}/tests/bench

# The clusters of a fleet in files (see fleet.h): fetch_fleet FOLDER.
fetch_fleet() {
    mkdir -p "$1"
    get '/subscriptions?api-version=2022-12-01'
    cp "$work/body" "$1/subscriptions,,0.json"
    for subscription in $(sed 's/"subscriptionId":"/\n&/g' "$work/body" |
        sed -n 's/^"subscriptionId":"\([^"]*\)".*/\1/p'); do
        fetch_clusters "$1" "$subscription"
    done
}

fetch_clusters() {
    next="/subscriptions/$2/providers/Microsoft.ContainerService/managedClusters?api-version=2025-05-01"
    page=1000
    while [ -n "$next" ]; do
        get "$next"
        cp "$work/body" "$1/clusters,$2,$page.json"
        next=$(sed -n "s|.*\"nextLink\":\"$url\([^\"]*\)\".*|\1|p" "$work/body")
        page=$((page + 1))
    done
}

# The sizes of every region where a fleet that was fetched has clusters: fetch_sizes FOLDER.
fetch_sizes() {
    for list in "$1"/clusters,*,1000.json; do
        subscription=$(basename "$list" | cut -d , -f 2)
        for region in $(cat "$1"/clusters,"$subscription",*.json | sed 's/"location":"/\n&/g' |
            sed -n 's/^"location":"\([^"]*\)".*/\1/p' | sort -u); do
            get "/subscriptions/$subscription/providers/Microsoft.Compute/skus?api-version=2021-07-01&\$filter=location%20eq%20'$region'"
            cp "$work/body" "$1/vm-sizes,$subscription+$region,0.json"
        done
    done
}

# What else a plan for a cluster of the first subscription needs, for a region: fetch_plan FOLDER REGION.
fetch_plan() {
    plan_subscription=$(basename "$(echo "$1"/clusters,*,1000.json | cut -d ' ' -f 1)" | cut -d , -f 2)
    plan_base=/subscriptions/$plan_subscription/providers
    get "$plan_base/Microsoft.Compute/skus?api-version=2021-07-01&\$filter=location%20eq%20'$2'"
    cp "$work/body" "$1/vm-sizes,$plan_subscription+$2,0.json"
    get "$plan_base/Microsoft.Compute/locations/$2/usages?api-version=2024-07-01"
    cp "$work/body" "$1/usages,$plan_subscription+$2,0.json"
    get "$plan_base/Microsoft.ContainerService/locations/$2/kubernetesVersions?api-version=2025-05-01"
    cp "$work/body" "$1/versions,$plan_subscription+$2,0.json"
    get "$plan_base/Microsoft.Features/providers/Microsoft.ContainerService/features?api-version=2021-07-01"
    cp "$work/body" "$1/features,$plan_subscription,0.json"
}

# Instructions of one item: count_instructions WORK [ARGUMENT...]; "" when it fails.
count_instructions() {
    items=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect=measured \
        "$bench/work" "$@" 2>"$work/callgrind.log") || items=0
    collected=$(sed -n 's/^==[0-9]*== Collected : \([0-9]*\).*/\1/p' "$work/callgrind.log")
    if [ "${items:-0}" -gt 0 ] && [ -n "$collected" ]; then
        echo $((collected / items))
    fi
}
