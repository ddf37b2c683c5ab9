#!/bin/sh
# The command line as scripts see it: what goes to standard output, what to standard error, and which
# exit code says how it went.
. "${top_srcdir:-.}/tests/conform/sim_lib.sh"

akscope=${top_builddir:-.}/akscope
[ -x "$akscope" ] && [ -x "$sim" ] || skip_all "akscope is not built"

. "${top_srcdir:-.}/tests/support/alone.sh"

is_quiet() { [ ! -s "$work/err" ]; }
lines_are() { [ "$(wc -l <"$work/out")" -eq "$1" ]; }
says() { grep -q -- "$1" "$work/err"; }
complains() { [ ! -s "$work/out" ] && [ "$(wc -l <"$work/err")" -eq 1 ] && says "^akscope: .*$1"; }

# ---- what needs no network -----------------------------------------------------------------------

helps() { run 0 --help && is_quiet && grep -q '^Options:' "$work/out"; }
tells_version() { run 0 --version && is_quiet && grep -qx 'akscope [0-9.]*' "$work/out"; }
refuses_option() { run 2 --nonsense && complains 'there is no option --nonsense'; }
refuses_command() { run 2 get nonsense && complains 'knows no "nonsense"'; }
needs_terminal() { run 1 --no-cache && complains 'needs a terminal'; }
wrong_setting() {
    echo 'refresh = often' >"$work/config/akscope/config.ini"
    run 2 get pools && complains 'refresh: "often" is not a number'
}
helps_all_the_same() { helps && tells_version; }
wrong_variable() {
    rm -f "$work/config/akscope/config.ini"
    AKSCOPE_REFRESH=1 run 2 get pools && complains 'AKSCOPE_REFRESH: "1" is not a number'
}
wrong_time() { AKSCOPE_NOW=tomorrow run 2 get pools && complains 'AKSCOPE_NOW="tomorrow" is no time'; }
wrong_endpoint() { run 2 --arm-endpoint ftp://x get pools && complains 'ftp'; }

check "--help goes to standard output, status 0" helps
check "--version too" tells_version
check "an unknown option: one line on standard error, status 2" refuses_option
check "an unknown command: status 2" refuses_command
check "the dashboard without a terminal: status 1" needs_terminal
check "a wrong setting in the file: status 2" wrong_setting
check "--help and --version work with a wrong setting" helps_all_the_same
check "a wrong variable: status 2" wrong_variable
check "a wrong AKSCOPE_NOW: status 2" wrong_time
check "an endpoint that is no URL: status 2" wrong_endpoint

# ---- the demo ------------------------------------------------------------------------------------

lists_clusters() { run 0 --demo get clusters && is_quiet && lines_are 13; }
lists_pools_as_json() {
    run 0 --demo get pools -o json && is_quiet && grep -c '"cvm": {"status": "conflict"' "$work/out" |
        grep -qx 2
}
filters() { run 0 --demo get pools cvm=confirmed os:ubuntu -o tsv && is_quiet && lines_are 6; }
filters_region() { run 0 --demo get clusters -l 'West Europe' -o tsv && lines_are 3; }
filters_cluster() { run 0 --demo get pools -c ledger-prod -c hsm-gateway -o csv && lines_are 9; }
filters_group() { run 0 --demo get pools -g RG-LEDGER-NEU -o csv && lines_are 7; }
finds_nothing() { run 0 --demo get pools name=unicorn -o json && is_quiet && grep -qx '\[\]' "$work/out"; }
wrong_field() { run 2 --demo get pools nmae:x && says 'did you mean name' && [ ! -s "$work/out" ]; }
shows_one() { run 0 --demo show pool payments-prod/cvmpool -o json && grep -q '"name": "cvmpool"' "$work/out"; }
shows_by_id() {
    id=$("$akscope" --demo show cluster ledger-prod -o json | sed -n 's/.*"id": "\([^"]*\)".*/\1/p')
    run 0 --demo show cluster "$id" -o json && grep -q '"name": "ledger-prod"' "$work/out"
}
shows_none() { run 4 --demo show pool unicorn && complains 'there is no node pool "unicorn"'; }
shows_too_many() { run 2 --demo show pool system && complains 'are named "system": payments-prod/system.*add --cluster'; }
lists_sizes() {
    run 0 --demo get sizes -l westeurope tee:snp -o csv && is_quiet &&
        grep -q '^Standard_DC4as_v5,westeurope,[^,]*,4,16,SEV-SNP,SNP,' "$work/out"
}
lists_versions() { run 0 --demo get versions -l westeurope version=1.34 -o tsv && grep -q '^1.34.*2026-11-30' "$work/out"; }
lists_features() { run 0 --demo get features AzureLinuxCVM -o tsv && lines_are 4; }
reader_leaves() {
    { "$akscope" --demo get sizes -o json 2>"$work/err"; echo $? >"$work/status"; } | head -n 1 >"$work/out"
    is_quiet && grep -qx 141 "$work/status" # as cat and grep end
}
disk_is_full() {
    "$akscope" --demo get pools </dev/null >/dev/full 2>"$work/err"
    [ $? -eq 1 ] && says "standard output can't be written: No space left"
}

check "get clusters lists all of the demo" lists_clusters
check "get pools -o json" lists_pools_as_json
check "filters must all match" filters
check "--location chooses clusters, however it is spelled" filters_region
check "--cluster may be repeated" filters_cluster
check "--resource-group ignores case" filters_group
check "nothing that matches is no failure" finds_nothing
check "an unknown field: status 2" wrong_field
check "show pool CLUSTER/NAME" shows_one
check "show cluster ID" shows_by_id
check "show what is not there: status 4" shows_none
check "show what there is more than one of: status 2" shows_too_many
check "get sizes of a region" lists_sizes
check "get versions of a region" lists_versions
check "get features of every subscription" lists_features
check "a reader that leaves early is not complained of" reader_leaves
[ ! -w /dev/full ] || check "output that can't be written: status 1" disk_is_full

# ---- what could not be read ----------------------------------------------------------------------

part=5a7b1c3d-0001-4c0d-8e1f-c0de00000001
ask() {
    wanted_status=$1
    shift
    AKSCOPE_TOKEN=$token run "$wanted_status" --arm-endpoint "$url" "$@"
}
nobody_is_signed_in() { run 3 --arm-endpoint "$url" get pools && says 'not signed in' && [ ! -s "$work/out" ]; }
nobody_is_there() { AKSCOPE_TOKEN=$token run 5 --arm-endpoint http://127.0.0.1:9 get pools && says 'the network failed'; }
all_is_refused() { ask 3 get pools && says 'Azure refused access' && [ ! -s "$work/out" ]; }
a_part_is_refused() {
    ask 6 get clusters -o tsv && says "can't read clusters of $part: Azure refused access" &&
        grep -q 'hsm-gateway' "$work/out" && ! grep -q payments-prod "$work/out"
}
what_is_missing_may_be_there() { ask 6 show cluster payments-prod && says 'there is no cluster "payments-prod"'; }
one_subscription() { ask 0 get clusters --subscription 5a7b1c3d-0003-4c0d-8e1f-c0de00000003 -o tsv && is_quiet; }

start_sim
check "without a sign-in: status 3" nobody_is_signed_in
check "without a network: status 5" nobody_is_there
stop_sim
start_sim --fault status:403@/subscriptions
check "where all is refused: status 3" all_is_refused
stop_sim
start_sim --fault "status:403@/subscriptions/$part/providers/Microsoft.ContainerService"
check "where a part is refused: the rest, and status 6" a_part_is_refused
check "what is not found may be in that part: status 6" what_is_missing_may_be_there
check "--subscription asks no other one" one_subscription
stop_sim

plan
