#!/bin/sh
# akscope report as people, CI and monitoring see it: each format on the demo's fleet beside
# golden/report.FORMAT (written by `make update-goldens`), what is in scope, what fails, what was known
# before, and what could not be read.
. "${top_srcdir:-.}/tests/conform/sim_lib.sh"

akscope=${top_builddir:-.}/akscope
golden=${top_srcdir:-.}/tests/conform/golden
[ -x "$akscope" ] && [ -x "$sim" ] || skip_all "akscope is not built"

. "${top_srcdir:-.}/tests/support/alone.sh"

version=$("$akscope" --version | sed 's/.* //')

# Only the version may differ from one release to the next.
looks_as_before() {
    run 0 --demo report -o "$1" && [ ! -s "$work/err" ] || return 1
    sed "s/akscope $version /akscope VERSION /; s/\(ersion\": \)\"$version\"/\1\"VERSION\"/" \
        "$work/out" >"$work/shown"
    case ${AKSCOPE_UPDATE_GOLDENS:-0} in
    0) diff "$golden/report.$1" "$work/shown" ;;
    *) cp "$work/shown" "$golden/report.$1" ;;
    esac
}
for format in table json csv tsv markdown html sarif junit ics openmetrics; do
    check "-o $format looks as before" looks_as_before $format
done
has_nothing_new_in_ascii() {
    run 0 --demo --ascii report && ! LC_ALL=C grep -q '[^ -~]' "$work/out" && grep -q '^X removed' "$work/out"
}
check "--ascii is ASCII alone" has_nothing_new_in_ascii

# ---- what is in scope ----------------------------------------------------------------------------

says() { grep -q -- "$1" "$work/err"; }
complains() { [ ! -s "$work/out" ] && [ "$(wc -l <"$work/err")" -eq 1 ] && says "^akscope: .*$1"; }
has() { grep -q -- "$1" "$work/out"; }
lacks() { ! has "$1"; }
# The values of a column of tsv, each once.
column() {
    awk -F '\t' -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
        !seen[$at]++ { print $at }' "$work/out"
}

one_cluster() {
    run 0 --demo report -c ledger-prod -o tsv && [ "$(column cluster)" = ledger-prod ] || return 1
    run 0 --demo report -c ledger-prod && has '^1 cluster, 6 node pools, .*(cluster ledger-prod) on 2026-11-23'
}
no_such_cluster() { run 4 --demo report -c unicorn && says 'there is no cluster "unicorn"'; }
one_region() { run 0 --demo report -l 'UK South' -o tsv && [ "$(column location)" = uksouth ]; }
one_subscription() {
    run 0 --demo report --subscription 5a7b1c3d-0003-4c0d-8e1f-c0de00000003 -o tsv &&
        [ "$(column subscriptionId)" = 5a7b1c3d-0003-4c0d-8e1f-c0de00000003 ]
}
one_rule() { run 0 --demo report rule=cvm-conflict -o tsv && [ "$(column rule)" = cvm-conflict ]; }
no_such_field() { run 2 --demo report nmae:x && complains 'there is no field "nmae"'; }
what_if_is_of_the_scope() {
    run 0 --demo report -c risk-analytics -o json && has '"cannotScale": {"clusters": 0, "pools": 0, "nodes": 0}' &&
        lacks '"cannotScale": {"clusters": [1-9]'
}
check "--cluster" one_cluster
check "--cluster with a name that is not there: status 4" no_such_cluster
check "--location" one_region
check "--subscription" one_subscription
check "a filter chooses findings" one_rule
check "an unknown field: status 2" no_such_field
check "what if nothing is done, of the scope alone" what_if_is_of_the_scope

what_if_on_a_day() {
    run 0 --demo report --on 2027-03-17 && [ "$(sed -n '/^If nothing is done/,$p' "$work/out" | wc -l)" -eq 2 ] &&
        has '^  on 2027-03-17: [0-9]* pools, [0-9]* nodes cannot scale' &&
        run 0 --demo report --on 2028-02 -o json && has '"day": "2028-02-29"' && lacks '"date": "2027'
}
no_such_day() { run 2 --demo report --on "$1" && complains "$2"; }
check "--on DATE" what_if_on_a_day
check "--on what is no day: status 2" no_such_day 2027-02-30 '"2027-02-30" is no day'
check "--on a day that has passed: status 2" no_such_day 2026-11-22 '--on 2026-11-22 has passed (today is 2026-11-23)'

has_tags() {
    wanted=$1
    shift
    run 0 --demo report -o tsv "$@" && [ "$(column cluster | tr '\n' ' ')" = "$wanted" ]
}
check "--tag KEY=VALUE" has_tags 'ledger-prod ' --tag owner=team-ledger
check "--tag: keys have no letter case" has_tags 'ledger-prod ' --tag OWNER=team-ledger
check "--tag: values have one" has_tags '' --tag owner=Team-Ledger
check "--tag KEY" has_tags 'storefront dev-sandbox ' --tag note
check "--tag twice: both" has_tags 'ledger-prod ' --tag owner=team-ledger --tag env=production
check "--tag twice: both, else nothing" has_tags '' --tag owner=team-ledger --tag note
check "--tag: the beginning of a key is another key" has_tags '' --tag own

# ---- what fails ----------------------------------------------------------------------------------

fails_on() {
    wanted=$1
    shift
    run "$wanted" --demo report -o json "$@" && [ ! -s "$work/err" ]
}
refuses() {
    run 2 --demo report "$@" && [ ! -s "$work/out" ] && [ "$(wc -l <"$work/err")" -eq 1 ]
}
check "--fail-on removed: status 1" fails_on 1 --fail-on removed
check "--fail-on removed where nothing is: status 0" fails_on 0 --fail-on removed -c ledger-prod
check "--fail-on ended where it is only soon: status 0" fails_on 0 --fail-on ended -c ledger-prod
check "--fail-on soon: status 1" fails_on 1 --fail-on soon -c ledger-prod
check "--fail-on days=7 on the seventh day before: status 1" fails_on 1 --fail-on days=7 -c ledger-prod
check "--fail-on days=6 on the seventh day before: status 0" fails_on 0 --fail-on days=6 -c ledger-prod
check "--fail-on conflict: status 1" fails_on 1 --fail-on conflict -c payments-prod
check "--fail-on ended,conflict: either" fails_on 1 --fail-on ended,conflict -c payments-prod
check "--fail-on twice: either" fails_on 1 --fail-on ended --fail-on conflict -c payments-prod
check "--fail-on old where no image is: status 0" fails_on 0 --fail-on old -c ledger-prod
check "what a filter leaves out does not fail" fails_on 0 --fail-on soon -c ledger-prod rule=image-age
check "--fail-on nonsense: status 2" refuses --fail-on nonsense
check "--fail-on days=x: status 2" refuses --fail-on days=x

# ---- what was known before -----------------------------------------------------------------------

"$akscope" --demo report -o json >"$work/baseline.json" 2>/dev/null
all_is_known() {
    run 0 --demo report --baseline "$work/baseline.json" --fail-on later && has ': nothing new (4[0-9] findings in the baseline)$'
}
what_became_worse_is_new() {
    AKSCOPE_NOW=2026-12-01 run 1 --demo report --baseline "$work/baseline.json" --fail-on ended -o tsv || return 1
    [ "$(column what | sort | tr '\n' ',')" = "Kubernetes 1.31 LTS,Kubernetes 1.32 LTS,Kubernetes 1.34,Kubernetes 1.35," ] ||
        { column what; return 1; }
}
what_is_not_in_it_is_new() {
    "$akscope" --demo report -o json -c ledger-prod >"$work/part.json" 2>/dev/null
    run 0 --demo report --baseline "$work/part.json" -o tsv && column cluster | grep -qx hsm-gateway &&
        ! column cluster | grep -qx ledger-prod
}
no_baseline() { run 1 --demo report --baseline "$work/nowhere" && complains 'nowhere'; }
other_baseline() {
    echo '{"findings": [{"fingerprint": 1}]}' >"$work/other.json"
    run 2 --demo report --baseline "$work/other.json" &&
        complains 'other.json: it is no report of akscope in JSON: findings\[0\].fingerprint'
}
torn_baseline() {
    head -c 500 "$work/baseline.json" >"$work/torn.json"
    run 2 --demo report --baseline "$work/torn.json" && complains 'torn.json'
}
list_as_baseline() {
    echo '[]' >"$work/list.json"
    run 2 --demo report --baseline "$work/list.json" && complains 'list.json'
}
check "--baseline: what is known is not told, and does not fail" all_is_known
check "--baseline: what has become worse is told" what_became_worse_is_new
check "--baseline: what is not in it is told" what_is_not_in_it_is_new
check "--baseline with no file: status 1" no_baseline
check "--baseline with another file: status 2" other_baseline
check "--baseline with half a file: status 2" torn_baseline
check "--baseline with a list: status 2" list_as_baseline

# ---- where it goes -------------------------------------------------------------------------------

goes_to_a_file() {
    run 0 --demo report -o openmetrics --output-file "$work/akscope.prom" && [ ! -s "$work/out" ] &&
        [ ! -s "$work/err" ] && tail -n 1 "$work/akscope.prom" | grep -qx '# EOF'
}
may_be_read_by_others() {
    umask 022
    run 0 --demo report --output-file "$work/open.txt" && [ "$(stat -c %a "$work/open.txt")" = 644 ]
}
fails_all_the_same() {
    run 1 --demo report -o html --fail-on removed --output-file "$work/report.html" &&
        grep -q '^</html>$' "$work/report.html"
}
has_no_folder() { run 1 --demo report --output-file /dev/null/x && complains 'file'; }
disk_is_full() {
    "$akscope" --demo report </dev/null >/dev/full 2>"$work/err"
    [ $? -eq 1 ] && says "standard output can't be written: No space left"
}
reader_leaves() {
    { "$akscope" --demo report -o json 2>"$work/err"; echo $? >"$work/status"; } | head -n 1 >"$work/out"
    [ ! -s "$work/err" ] && grep -qxE '141|0' "$work/status"
}
check "--output-file: the whole of it, nothing on standard output" goes_to_a_file
check "--output-file: others may read it" may_be_read_by_others
check "--output-file: a finding fails all the same" fails_all_the_same
check "--output-file that can't be: status 1" has_no_folder
[ ! -w /dev/full ] || check "output that can't be written: status 1" disk_is_full
check "a reader that leaves early is not complained of" reader_leaves

# ---- what is for lists, and what is not -----------------------------------------------------------

lists_as_markdown() {
    run 0 --demo get clusters -o markdown && [ "$(wc -l <"$work/out")" -eq 14 ] &&
        has '^| NAME | RESOURCE GROUP |' && has '^| --- | --- |' && has '^| payments-prod |'
}
shows_as_markdown() { run 0 --demo show pool payments-prod/cvmpool -o markdown && has '^| name | cvmpool |$'; }
no_html_of_lists() { run 2 --demo get pools -o html && complains "can't be written as html; .akscope report. can"; }
no_such_format() { run 2 --demo report -o pdf && complains 'there is no output "pdf" (there are table, .* and openmetrics)'; }
no_tags_of_lists() { run 2 --demo get pools --tag x && complains '\-\-tag means nothing to .akscope get pools.'; }
check "get -o markdown" lists_as_markdown
check "show -o markdown" shows_as_markdown
check "get -o html: status 2" no_html_of_lists
check "an unknown format: status 2" no_such_format
check "get --tag: status 2" no_tags_of_lists

# ---- what could not be read ----------------------------------------------------------------------

part=5a7b1c3d-0001-4c0d-8e1f-c0de00000001
ask() {
    wanted_status=$1
    shift
    AKSCOPE_TOKEN=$token run "$wanted_status" --arm-endpoint "$url" report "$@"
}
a_part_is_missing() {
    ask 6 -o json && says "can't read clusters of $part" && has '"isComplete": false' &&
        has "\"unread\": \[\"can't read clusters of $part" && has hsm-gateway && lacks payments-prod
}
a_part_is_missing_in_all() {
    for format in table markdown html sarif junit openmetrics; do
        ask 6 -o $format || return 1
    done
    has '^akscope_report_complete 0$'
}
finding_wins() { ask 1 -o json --fail-on removed && has '"isComplete": false'; }
is_never_zero() { ask 6 -o json --fail-on removed --cluster dev-sandbox; }
all_is_missing() { ask 3 -o html && [ ! -s "$work/out" ] && says 'Azure refused access'; }

# A pool has tags of its own.
mkdir "$work/tagged"
cat >"$work/tagged/cluster.json" <<'END'
{"interactions": [{"method": "GET", "status": 200, "request_body": null, "response_headers": {},
"path": "/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c?api-version=2025-10-01",
"response_body": {"id": "/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c",
"name": "c", "location": "westeurope", "type": "Microsoft.ContainerService/ManagedClusters",
"tags": {"env": "test"}, "properties": {"provisioningState": "Succeeded", "kubernetesVersion": "1.36.4",
"agentPoolProfiles": [
{"name": "ours", "count": 2, "vmSize": "Standard_D4s_v5", "osType": "Linux", "osSKU": "Ubuntu2204", "mode": "System",
"orchestratorVersion": "1.36.4", "nodeImageVersion": "AKSUbuntu-2204gen2containerd-202611.09.0", "tags": {"team": "a"}},
{"name": "theirs", "count": 2, "vmSize": "Standard_D4s_v5", "osType": "Linux", "osSKU": "Ubuntu2204", "mode": "User",
"orchestratorVersion": "1.36.4", "nodeImageVersion": "AKSUbuntu-2204gen2containerd-202611.09.0", "tags": {"team": "b"}}]}}}]}
END
pools_with() {
    wanted=$1
    shift
    ask 0 -o tsv rule=os-retirement "$@" && [ "$(column pool | tr '\n' ' ')" = "$wanted" ]
}
start_sim --import "$work/tagged"
check "--tag of a pool: that pool alone" pools_with 'ours ' --tag team=a
check "--tag of the cluster: all its pools" pools_with 'ours theirs ' --tag env=test
check "--tag of both: that pool" pools_with 'theirs ' --tag env=test --tag team=b
check "--tag of neither: none" pools_with '' --tag team=c
stop_sim

# ---- upgrade profiles ----------------------------------------------------------------------------

# Whose profiles are asked for: clusters by their names, node pools by cluster/name.
profiles_asked_for() {
    sed -n 's|^{"method":"GET","url":"[^"]*/managedClusters/\([^/"]*\)/upgradeProfiles.*|\1|p
            s|^{"method":"GET","url":"[^"]*/managedClusters/\([^/"]*\)/agentPools/\([^/"]*\)/upgradeProfiles.*|\1/\2|p' \
        "$work/asked" | sort -u
}
# The same of what has a finding with a way out, or too old an image.
profiles_worth_it() {
    awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["rule"] == "cvm-conflict" || $at["rule"] == "cluster-retirement" { next }
        $at["pool"] != "" { print $at["cluster"] "/" $at["pool"] }
        $at["rule"] != "image-age" { print $at["cluster"] }' "$work/out" | sort -u
}
only_what_has_a_finding() {
    ask 0 -o tsv -c ledger-prod && profiles_worth_it >"$work/worth" && [ -s "$work/worth" ] &&
        profiles_asked_for | diff "$work/worth" -
}
start_sim --record "$work/asked"
check "upgrade profiles are read of what has a finding" only_what_has_a_finding
stop_sim

start_sim --fault "status:403@/subscriptions/$part/providers/Microsoft.ContainerService"
check "where a part is refused: the rest, and status 6" a_part_is_missing
check "each format can be written then, and metrics say so" a_part_is_missing_in_all
check "a finding that fails is worth more: status 1" finding_wins
check "without one it is never 0" is_never_zero
stop_sim
profiles_are_refused() {
    ask 0 -o json && says "^akscope: can't read upgrades of " && has '"isComplete": true' && has '"unread": \[\]' &&
        has '"wayOut": "OS SKU Ubuntu2404 in place'
}
start_sim --fault status:403@/upgradeProfiles/default
check "upgrade profiles that are refused: it is said, and nothing is missing" profiles_are_refused
stop_sim
start_sim --fault status:403@/subscriptions
check "where all is refused: no report, and status 3" all_is_missing
stop_sim

plan
