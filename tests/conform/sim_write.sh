#!/bin/sh
# akscope-sim on the wire: changes, their long-running operations, faults that strike them, states
# that outlive it, recordings that it replays.
. "${top_srcdir:-.}/tests/conform/sim_lib.sh"

command -v curl >/dev/null || skip_all "curl is not installed"
[ -x "$sim" ] || skip_all "akscope-sim is not built"

contoso=/subscriptions/5a7b1c3d-0001-4c0d-8e1f-c0de00000001
provider=providers/Microsoft.ContainerService
ledger=$contoso/resourceGroups/rg-ledger-neu/$provider/managedClusters/ledger-prod
version=api-version=2025-10-01
new='{"properties":{"count":2,"vmSize":"Standard_D4s_v5","mode":"User"}}'
now=2026-11-23

pool() {
    echo "$ledger/agentPools/$1?$version"
}

# put POOL BODY [CURL OPTION...], post PATH, delete POOL: as get.
put() {
    put_pool=$1
    put_body=$2
    shift 2
    get "$(pool "$put_pool")" -X PUT -H 'Content-Type: application/json' -d "$put_body" "$@"
}
post() {
    get "$1?$version" -X POST -d ''
}
delete() {
    get "$(pool "$1")" -X DELETE
}

# has STATUS PATTERN: of the last answer.
has() {
    echo "status $status, wanted $1; the body should have: $2"
    [ "$status" = "$1" ] && grep -q -- "$2" "$work/body"
}

# The value of a header of the last answer.
header_value() {
    sed -n "s/^$1: //Ip" "$work/headers" | tr -d '\r'
}

# follow URL PATTERN: polls until the body has the pattern, ten seconds at the most.
follow() {
    polls=0
    while [ $polls -lt 200 ]; do
        get "${1#"$url"}"
        grep -q -- "$2" "$work/body" && return 0
        polls=$((polls + 1))
        sleep 0.05
    done
    return 1
}

# ---- a change and its operation -----------------------------------------------------------------

start_sim --now $now --time-scale 500

is_created() {
    put fresh "$new"
    has 201 '"provisioningState":"Creating"' && header "azure-asyncoperation: $url/subscriptions/" &&
        lacks_header 'location:' && lacks_header 'retry-after:'
}
check "a new pool is 201 and Creating, with a polling URL on our own origin" is_created
operation=$(header_value azure-asyncoperation)
is_long() {
    echo "${#operation} characters: $operation"
    [ ${#operation} -gt 3000 ] && [ ${#operation} -lt 4000 ]
}
check "the polling URL is as long as Azure's" is_long
check "a poll tells its name and start" \
    answers 200 '^{"name":"[0-9a-f-]*","status":"[^"]*","startTime":"2026-11-23T' "${operation#"$url"}"
check "it ends with Succeeded and an endTime" follow "$operation" '"Succeeded".*"endTime"'
check "the pool is there" answers 200 '"provisioningState":"Succeeded"' "$(pool fresh)"

is_updated() {
    put fresh '{"properties":{"count":3,"vmSize":"Standard_D4s_v5","mode":"User"}}'
    has 200 '"provisioningState":"Scaling"' && header 'azure-asyncoperation:' &&
        lacks_header 'location:' && follow "$(header_value azure-asyncoperation)" '"Succeeded"'
}
check "an update is 200 and Scaling" is_updated

is_conditional() {
    put fresh "$new" -H "$1"
    has 412 '^{"code":"PreconditionFailed"'
}
check "If-None-Match: * of a pool that exists is 412" is_conditional 'If-None-Match: *'
check "If-Match of another etag is 412" is_conditional 'If-Match: other'

is_refused() {
    put "$1" "$2"
    has "$3" "^{\"code\":\"$4\",\"details\":null,\"message\":\"..*\",\"subcode\":\"\"$5"
}
check "a bad name is refused as the provider does" is_refused Bad_Name "$new" 400 InvalidParameter \
    ',"target":"agentPoolProfile.name"'
check "a size that isn't offered is refused" is_refused x \
    '{"properties":{"count":1,"vmSize":"Standard_None"}}' 400 BadRequest ''
check "a family's quota is kept" is_refused x \
    '{"properties":{"count":9,"vmSize":"Standard_DC4as_v5"}}' 400 ErrCode_InsufficientVCPUQuota ''
not_json() {
    put fresh '{'
    has 400 '"InvalidRequestContent"'
}
check "a body that isn't JSON is refused" not_json

is_upgraded() {
    post "$ledger/agentPools/fresh/upgradeNodeImageVersion"
    has 202 '"UpgradingNodeImageVersion"' && header 'azure-asyncoperation:' && header 'location:' &&
        follow "$(header_value azure-asyncoperation)" '"Succeeded"'
}
check "an image upgrade is 202 with both URLs" is_upgraded

is_deleted() {
    delete fresh
    [ "$status" = 202 ] && [ ! -s "$work/body" ] && header 'azure-asyncoperation:' || return 1
    result=$(header_value location)
    follow "$(header_value azure-asyncoperation)" '"Succeeded"' || return 1
    get "${result#"$url"}"
    [ "$status" = 204 ] && [ ! -s "$work/body" ]
}
check "a deletion is 202 without a body, its result 204" is_deleted
check "the pool is gone" answers 404 '"NotFound"' "$(pool fresh)"
again() {
    delete fresh
    [ "$status" = 204 ]
}
check "deleting it again is 204" again

tampered() {
    put fresh "$new"
    operation=$(header_value azure-asyncoperation)
    get "$(echo "${operation#"$url"}" | cut -c 1-2000)"
    has 403 InvalidAsyncOperationSignature
}
check "a polling URL that was cut is refused" tampered
stop_sim

# ---- while something runs -----------------------------------------------------------------------

start_sim --now $now --time-scale 1 --retry-after 3

is_running() {
    put fresh "$new"
    [ "$status" = 201 ] && header 'retry-after: 3' || return 1
    put fresh "$new"
    has 409 '"OperationNotAllowed".*in progress create node pool operation'
}
check "a second change is 409 while the first runs" is_running
is_aborted() {
    post "$(echo "$ledger" | sed 's/managedClusters/managedclusters/')/agentPools/fresh/abort"
    [ "$status" = 202 ] && header 'azure-asyncoperation:' && header 'location:'
}
check "it can be aborted, in lower case too" is_aborted

# Fifty changes at once, and reads among them.
many() {
    seq 50 | xargs -P 10 -I{} curl -s -m 20 -o /dev/null -w '%{http_code}\n' -X PUT \
        -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
        -d '{"properties":{"count":0,"vmSize":"Standard_D4s_v5"}}' \
        "$url$ledger/agentPools/many{}?$version" >"$work/many"
    sort "$work/many" | uniq -c
    [ "$(grep -c 201 "$work/many")" = 50 ] && answers 200 '"many50"' "$ledger/agentPools?$version"
}
check "fifty operations run side by side" many
stop_sim

# ---- faults -------------------------------------------------------------------------------------

# struck FAULT COMMAND...: a simulator of its own with that fault.
struck() {
    fault=$1
    shift
    start_sim --now $now --time-scale 500 --fault "$fault"
    "$@"
    struck_result=$?
    stop_sim
    return $struck_result
}
ends_with() {
    put fresh "$new"
    follow "$(header_value azure-asyncoperation)" "$1" &&
        answers 200 "\"provisioningState\":\"$2\"" "$(pool fresh)"
}
heals() {
    ends_with '"Failed".*"endTime".*"error":{"code":"NodesNotReady"' Failed || return 1
    put fresh "$(cat "$work/body")"
    [ "$status" = 200 ] && follow "$(header_value azure-asyncoperation)" '"Succeeded"' &&
        answers 200 '"provisioningState":"Succeeded"' "$(pool fresh)"
}
check "an operation fails midway, and its own body heals the pool" struck op:fail=nodes:x1 heals
check "an operation is canceled midway" struck op:cancel ends_with '"Canceled"' Canceled
remarked() {
    put fresh "$new"
    follow "$(header_value azure-asyncoperation)" '"Succeeded".*"error":{"code":"NotLatestOperation"'
}
check "an error may stand beside Succeeded" struck op:error-remark remarked
stalled() {
    put fresh "$new"
    operation=$(header_value azure-asyncoperation)
    sleep 1
    answers 200 '"CreatingAgentPool: 2/2 nodes completed"' "${operation#"$url"}"
}
check "an operation never ends" struck op:stall stalled
lost() {
    put fresh "$new"
    echo "curl ended with $curl_status, status $status"
    [ $curl_status -ne 0 ] && answers 200 '"fresh"' "$(pool fresh)"
}
check "an answer is lost, the pool is there" struck reset-after-accept:x1@PUT:/agentPools lost
refused_once() {
    put fresh "$new"
    [ "$status" = 429 ] && header 'retry-after: 7' && answers 404 NotFound "$(pool fresh)" || return 1
    put fresh "$new"
    [ "$status" = 201 ]
}
check "a change meets 429, and is not carried out" struck status:429:x1:7@PUT:/agentPools refused_once
bad_gateway() {
    put fresh "$new"
    operation=$(header_value azure-asyncoperation)
    get "${operation#"$url"}"
    [ "$status" = 502 ] && follow "$operation" '"Succeeded"'
}
check "a poll meets 502" struck status:502:x1@/operations/ bad_gateway

throttled() {
    i=0
    while [ $i -lt 20 ]; do
        put x "$new" -H 'If-Match: none'
        [ "$status" = 412 ] || return 1
        i=$((i + 1))
    done
    put x "$new" -H 'If-Match: none'
    has 429 '"Throttled"' && header 'retry-after: [0-9]'
}
start_sim --now $now --throttle
check "the 21st change of a pool in a minute is throttled" throttled
stop_sim

# ---- states -------------------------------------------------------------------------------------

start_sim --now $now --time-scale 1 --state "$work/state"
put fresh "$new"
operation=$(header_value azure-asyncoperation)
operation=${operation#"$url"}
kill -9 "$sim_pid"
wait "$sim_pid" 2>/dev/null
sim_pid=
start_sim --now $now --time-scale 1 --state "$work/state"
check "a change outlives a killed simulator" \
    answers 200 '"provisioningState":"Creating"' "$(pool fresh)"
check "its operation goes on" answers 200 '"status":"[^S]' "$operation"
stop_sim
ends_well() {
    echo "it ended with $sim_status"
    [ "$sim_status" = 0 ]
}
check "it ends well" ends_well
refuses_state() {
    "$sim" --quiet --seed 9 --state "$work/state" >"$work/sim.err" 2>&1
    refused=$?
    cat "$work/sim.err"
    [ $refused -eq 2 ] && grep -q 'another fleet' "$work/sim.err"
}
check "another fleet's state is refused" refuses_state

# ---- replays ------------------------------------------------------------------------------------

id=00000000-0000-0000-0000-000000000000
cat >"$work/tape.json" <<EOF
{"interactions":[
{"method":"GET","path":"/subscriptions/$id/resourceGroups/g?api-version=1","request_body":null,
 "status":200,"response_headers":{},"response_body":{"name":"g"}},
{"method":"PUT","path":"/subscriptions/$id/resourceGroups/g?api-version=1",
 "request_body":{"location":"here"},"status":201,
 "response_headers":{"azure-asyncoperation":"{arm}/subscriptions/$id/wait?t=1"},
 "response_body":{"name":"g"}}]}
EOF
tape=/subscriptions/$id/resourceGroups/g?api-version=2
replay() {
    start_sim --replay "$work/tape.json"
    get "$tape"
    "$@"
    replayed=$?
    stop_sim
    cat "$work/sim.err"
    return $replayed
}
as_recorded() {
    get "$tape" -X PUT -d '{ "location" : "here" }'
    has 201 '"name":"g"' && header "azure-asyncoperation: $url/subscriptions/$id/wait?t=1"
}
check "a recording is replayed" replay as_recorded
check "it ends well then" ends_well
otherwise() {
    get "$tape" -X PUT -d '{"location":"there"}'
    has 409 'ReplayMismatch.*location: ..here.. was recorded, ..there.. was sent'
}
check "another body is named" replay otherwise
complains() {
    echo "it ended with $sim_status"
    cat "$work/sim.err"
    [ "$sim_status" = 1 ] && grep -q "$1" "$work/sim.err"
}
check "it ends with 1 then" complains 'location: "here" was recorded, "there" was sent'
check "what is left over" replay true
check "is named in the end" complains 'not asked for: PUT'

plan
