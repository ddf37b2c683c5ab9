#!/bin/sh
# doctor.sh: `akscope doctor` on the simulator: all well; each check failing, with the exit code that
# says so; and what it writes for programs.
. "${top_srcdir:?}/tests/conform/sim_lib.sh"

akscope=${top_builddir:?}/akscope
[ -x "$akscope" ] && [ -x "$sim" ] || skip_all "akscope is not built"
. "$top_srcdir/tests/support/alone.sh"

app="AZURE_TENANT_ID=contoso AZURE_CLIENT_ID=11112222-bbbb-3333-cccc-4444dddd5555 AZURE_CLIENT_SECRET=right"
tab=$(printf '\t')

# finds CODE CHECK STATUS TEXT [VARIABLE=VALUE...] [-- OPTION...]: the doctor ends with CODE, and of
# CHECK ("sign-in", "sign-in/token") it has a verdict of that status in which TEXT stands.
finds() {
    wanted=$1 name=${2%%/*} subject= verdict=$3 text=$4
    case $2 in */*) subject=${2#*/} ;; esac
    shift 4
    variables= options=
    while [ $# -gt 0 ] && [ "$1" != -- ]; do variables="$variables $1" && shift; done
    [ $# -eq 0 ] || shift
    options=$*
    # shellcheck disable=SC2086 # several words
    env $variables "$akscope" --arm-endpoint "$url" doctor -o tsv $options </dev/null >"$work/out" 2>"$work/err"
    status=$?
    echo "status $status, wanted $wanted; wanted: $name $subject $verdict: $text"
    cat "$work/out" "$work/err"
    [ "$status" -eq "$wanted" ] && [ ! -s "$work/err" ] &&
        grep "^$name$tab$subject$tab$verdict$tab" "$work/out" | grep -qF -- "$text"
}
# rests VERDICTS: so many checks of the last run were not looked at for what they rest on.
rests() { [ "$(grep -c 'not checked: .* failed' "$work/out")" -eq "$1" ]; }

# ---- all well ------------------------------------------------------------------------------------

start_sim --client-secret right
is_all_well() {
    finds 0 network ok "$url answers" $app && ! grep -E "$tab(warning|failed)$tab" "$work/out"
}
as_json() {
    env $app "$akscope" --arm-endpoint "$url" doctor -o json </dev/null >"$work/out" &&
        grep -q '"check": "sign-in",' "$work/out" && grep -q '"subject": "environment",' "$work/out" &&
        grep -q '"status": "ok",' "$work/out" && grep -q '"advice": null,' "$work/out" &&
        ! grep -q right "$work/out"
}
for_people() {
    env $app "$akscope" --arm-endpoint "$url" --ascii doctor </dev/null >"$work/out" 2>"$work/err" &&
        grep -q '^+ sign-in        by service principal (client secret)$' "$work/out" &&
        grep -qx 'All is well.' "$work/out" && [ ! -s "$work/err" ]
}
# shellcheck disable=SC2086
{
    check "all is well" is_all_well
    check "who one is" finds 0 identity ok '11112222-bbbb-3333-cccc-4444dddd5555, tenant' $app
    check "which roles" finds 0 roles ok 'Owner (the whole tenant)' $app
    check "subscriptions and clusters" finds 0 subscriptions ok '3 subscriptions with 12 clusters' $app
    check "providers" finds 0 providers ok 'Microsoft.ContainerService and Microsoft.Compute' $app
    check "rate limits" finds 0 'rate limits' ok 'reads left' $app
    check "the clock, with the simulator's" finds 0 clock ok 'in step' $app
    check "no terminal" finds 0 terminal skipped 'no terminal' $app
    check "for programs" as_json
    check "for people: a line each" for_people

    # ---- what is here ----------------------------------------------------------------------------

    check "no credential" finds 3 sign-in failed 'not signed in' AZURE_TENANT_ID=
    check "why each did not serve: a variable" finds 3 sign-in/token skipped 'AKSCOPE_TOKEN is not set' AZURE_TENANT_ID=
    check "why each did not serve: a tool" finds 3 sign-in/azure-cli skipped 'az login' AZURE_TENANT_ID=
    check "why each did not serve: the machine" finds 3 sign-in/managed-identity skipped 'no managed identity' AZURE_TENANT_ID=
    check "what rests on it is not looked at" rests 5
    check "a refused secret" finds 3 sign-in/environment failed 'AADSTS7000215' \
        AZURE_TENANT_ID=contoso AZURE_CLIENT_ID=c AZURE_CLIENT_SECRET=wrong
    check "a token that is refused when it is used" finds 3 sign-in/token failed 'AKSCOPE_TOKEN was refused' AKSCOPE_TOKEN=old
    check "a credential that does not exist" finds 2 sign-in failed 'there is no credential "nobody"' $app -- --auth nobody
    check "a skewed clock" finds 0 clock warning "ahead of Azure's" $app AKSCOPE_NOW=2026-11-23T14:15:00Z
    check "old facts" finds 0 facts warning 'days old' $app AKSCOPE_NOW=2027-11-23T14:05:00Z
    check "a time that is none" finds 2 config failed 'AKSCOPE_NOW="noon" is no time' $app AKSCOPE_NOW=noon
    check "a wrong variable" finds 2 config failed 'AKSCOPE_REFRESH' $app AKSCOPE_REFRESH=often
    echo 'refersh = 5' >"$work/config/akscope/config.ini"
    check "a broken configuration file" finds 2 config failed 'did you mean "refresh"?' $app
    check "does not end the doctor" finds 2 subscriptions ok '3 subscriptions' $app
    rm "$work/config/akscope/config.ini"
    echo '{' >"$work/config/akscope/facts.json"
    check "own facts that are wrong" finds 2 facts failed 'facts.json:1' $app
    rm "$work/config/akscope/facts.json"
    mkdir -p "$work/state/akscope"
    (umask 077 && printf 'garbage\n' >"$work/state/akscope/journal.jsonl")
    check "a damaged journal" finds 0 journal warning '1 damaged line' $app
    printf '' >"$work/state/akscope/journal.jsonl" && chmod 644 "$work/state/akscope/journal.jsonl"
    check "a journal that others can read" finds 0 journal warning 'mode 0644' $app
    rm "$work/state/akscope/journal.jsonl" && mkdir "$work/state/akscope/journal.jsonl"
    check "no journal" finds 1 journal failed 'journal.jsonl' $app
    rmdir "$work/state/akscope/journal.jsonl"
}
check "an unknown output is usage" run 2 doctor -o html
check "an argument too" run 2 doctor me
stop_sim

# ---- the way -------------------------------------------------------------------------------------

# shellcheck disable=SC2086
{
    check "nobody listens" finds 5 network failed 'nobody answers there' $app
    check "what rests on it is not looked at either" rests 7
    url=https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.invalid
    check "a name without an address" finds 5 network failed 'the name has no address here' $app
    url=https://management.example
    check "a wrong proxy" finds 5 network failed 'check the proxy in HTTPS_PROXY (127.0.0.1:1)' \
        $app HTTPS_PROXY=http://127.0.0.1:1
    url=ftp://management.example
    check "an endpoint that is none" finds 2 cloud failed 'ftp' $app
    url=http://127.0.0.1:1
    check "a cloud that does not exist" finds 2 cloud failed 'Azur' $app -- --cloud Azur
    check "a CA file that is not there" finds 2 network failed '/nonexistent' $app -- --ca-file /nonexistent
}
cacert=$work/tls/ca.pem
start_sim --tls "$work/tls" --client-secret right
# shellcheck disable=SC2086
{
    check "a CA that nobody trusts" finds 5 network failed 'nobody who is trusted here has signed' $app
    check "one that is named" finds 0 network ok 'its certificate is trusted' $app -- --ca-file "$cacert"
}
stop_sim
cacert=
start_sim --fault html@/metadata
# shellcheck disable=SC2086
check "a captive portal" finds 5 network failed 'a web page (HTTP 200)' $app
stop_sim
start_sim --fault status:503@/metadata
# shellcheck disable=SC2086
check "Azure is unwell" finds 5 network failed 'HTTP 503' $app
stop_sim

# ---- there ---------------------------------------------------------------------------------------

start_sim --fault status:403@0003/providers/Microsoft.ContainerService/managedClusters \
    --unregistered Microsoft.Compute --reads 40
# shellcheck disable=SC2086
{
    check "a forbidden subscription costs a line" finds 0 'subscriptions/Contoso Government' warning 'AuthorizationFailed' $app
    check "the others are told" finds 0 subscriptions ok '2 of 3 can be read, with 11 clusters' $app
    check "an unregistered provider" finds 0 'providers/Contoso Production' warning \
        'az provider register --namespace Microsoft.Compute --subscription 5a7b1c3d-0001-' $app
    check "few reads left" finds 0 'rate limits' warning 'only' $app
}
stop_sim
start_sim --fault status:403@/managedClusters --fault status:403@/roleAssignments
# shellcheck disable=SC2086
{
    check "all subscriptions are forbidden" finds 3 subscriptions failed 'AuthorizationFailed' $app
    check "roles that can't be told" finds 3 roles warning 'the role Reader would show them' $app
}
stop_sim
start_sim --role reader@/subscriptions/5a7b1c3d-0001-4c0d-8e1f-c0de00000001 \
    --role aks-contributor@/subscriptions/5a7b1c3d-0001-4c0d-8e1f-c0de00000001/resourceGroups/rg-ledger-neu
# shellcheck disable=SC2086
{
    check "roles of one subscription" finds 0 roles ok \
        'Reader (Contoso Production), Azure Kubernetes Service Contributor Role (rg-ledger-neu)' $app
    check "which is the only one that is seen" finds 0 subscriptions ok '1 subscription with' $app
}
stop_sim
start_sim --fault status:429::60@/managedClusters
# shellcheck disable=SC2086
check "throttled" finds 5 subscriptions failed 'wait 60 s' $app
stop_sim
demo() { run 0 --demo doctor -o tsv && grep -q "^subscriptions$tab${tab}ok$tab" "$work/out"; }
check "the demo is well" demo
plan
