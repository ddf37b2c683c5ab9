#!/bin/sh
# The whole dashboard as `akscope --dump` prints it, without a terminal: pictures of the demo's fleet
# (golden/dump-SIZE.txt, written by `make update-goldens`), and what the exit code says.
. "${top_srcdir:-.}/tests/conform/sim_lib.sh"

akscope=${top_builddir:-.}/akscope
golden=${top_srcdir:-.}/tests/picture/golden
[ -x "$akscope" ] && [ -x "$sim" ] || skip_all "akscope is not built"

. "${top_srcdir:-.}/tests/support/alone.sh"

looks_as_before() {
    run 0 --demo --dump "$1" || return 1
    [ ! -s "$work/err" ] || return 1
    case ${AKSCOPE_UPDATE_GOLDENS:-0} in
    0) diff "$golden/dump-$1.txt" "$work/out" ;;
    *) cp "$work/out" "$golden/dump-$1.txt" ;;
    esac
}

for size in 160x45 120x36 80x24 40x12; do
    check "the demo at $size looks as before" looks_as_before $size
done

has_size() {
    run 0 --demo --ascii --dump 97x31 && [ "$(wc -l <"$work/out")" -eq 31 ] &&
        [ "$(awk '{ if (length($0) > most) most = length($0) } END { print most }' "$work/out")" -le 97 ]
}
is_ascii() {
    run 0 --demo --ascii --dump 120x36 && ! LC_ALL=C grep -q '[^ -~]' "$work/out" &&
        grep -q '^|>  hsm-gateway' "$work/out"
}
is_ascii_by_locale() {
    LC_ALL=C run 0 --demo --dump 120x36 && ! LC_ALL=C grep -q '[^ -~]' "$work/out"
}
is_too_small() {
    run 0 --demo --dump 39x12 && grep -q '^too small: 39×12, needs 40×12$' "$work/out"
}
refuses() {
    run 2 --demo --dump "$1" && [ ! -s "$work/out" ] && grep -q -- "--dump $1 is no size" "$work/err"
}

check "the text has the size that was asked for" has_size
check "--ascii prints ASCII alone" is_ascii
check "where the locale is not UTF-8 it is ASCII too" is_ascii_by_locale
check "a terminal that is too small is told so" is_too_small
for size in 120 x36 120x 0x36 120x36x2 1001x36 -1x5; do
    check "--dump $size is refused with status 2" refuses $size
done

# ---- what could not be read ----------------------------------------------------------------------

there_is_no_server() {
    AKSCOPE_TOKEN=$token run 5 --arm-endpoint http://127.0.0.1:9 --dump 80x24 &&
        grep -q 'the network failed' "$work/out" && grep -q 'the network failed' "$work/err"
}
nobody_is_signed_in() {
    run 3 --arm-endpoint "$url" --dump 80x24 && grep -q 'not signed in' "$work/out"
}
a_part_is_refused() {
    AKSCOPE_TOKEN=$token run 6 --arm-endpoint "$url" --dump 120x36 &&
        grep -q 'hsm-gateway\|payments-prod\|dev-sandbox' "$work/out" &&
        grep -q "can't read clusters of" "$work/err"
}
output_is_full() {
    "$akscope" --demo --dump 80x24 </dev/null >/dev/full 2>"$work/err"
    [ $? -eq 1 ] && grep -q "standard output can't be written" "$work/err"
}
leaves_no_cache() {
    AKSCOPE_TOKEN=$token run 0 --arm-endpoint "$url" --dump 80x24 && [ ! -e "$work/cache" ]
}

# Thousands of rows are sorted by a worker: the picture waits for it.
cluster_of_thousands() {
    id=/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c
    mkdir "$work/thousands"
    awk -v id="$id" 'BEGIN {
        printf "{\"interactions\": [{\"method\": \"GET\", \"status\": 200, \"request_body\": null, \"response_headers\": {}, "
        printf "\"path\": \"%s?api-version=2025-10-01\", \"response_body\": {\"id\": \"%s\", \"name\": \"c\", ", id, id
        printf "\"location\": \"westeurope\", \"type\": \"Microsoft.ContainerService/ManagedClusters\", "
        printf "\"properties\": {\"provisioningState\": \"Succeeded\", \"kubernetesVersion\": \"1.36.4\", \"agentPoolProfiles\": ["
        for (i = 1; i <= 5000; i++)
            printf "%s{\"name\": \"p%05d\", \"count\": 1, \"osType\": \"Linux\", \"mode\": \"System\"}", (i > 1 ? "," : ""), i
        print "]}}}]}"
    }' >"$work/thousands/cluster.json"
}
waits_for_long_lists() {
    AKSCOPE_TOKEN=$token run 0 --arm-endpoint "$url" --dump 120x36 && grep -q ' 5000 pools ' "$work/out" &&
        grep -q '│▌  p0[0-9]* .*│$' "$work/out"
}
cluster_of_thousands
start_sim --import "$work/thousands"
check "lists of thousands are there" waits_for_long_lists
stop_sim

start_sim
check "without a server the status is 5" there_is_no_server
check "without a sign-in the status is 3" nobody_is_signed_in
check "a dump neither reads nor writes the cache" leaves_no_cache
stop_sim
start_sim --fault status:403@/subscriptions/5a7b1c3d-0001-4c0d-8e1f-c0de00000001/providers/Microsoft.ContainerService
check "where a part was refused the status is 6" a_part_is_refused
stop_sim
[ ! -w /dev/full ] || check "output that can't be written gives status 1" output_is_full

plan
