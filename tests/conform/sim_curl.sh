#!/bin/sh
# akscope-sim as a stranger's client sees it: each read, each error, paging, faults, recording, TLS.
. "${top_srcdir:-.}/tests/conform/sim_lib.sh"

command -v curl >/dev/null || skip_all "curl is not installed"
[ -x "$sim" ] || skip_all "akscope-sim is not built"

aks=providers/Microsoft.ContainerService
av='api-version=2025-10-01'
nobody=/subscriptions/00000000-1111-2222-3333-444444444444

# first NAME: the first text of that name in the last body.
first() {
    grep -o "\"$1\":\"[^\"]*\"" "$work/body" | head -n 1 | sed 's/^[^:]*:"//; s/"$//'
}

# code STATUS CODE PATH [CURL OPTION...]: refused with that code, in ARM's own shape.
code() {
    wanted_status=$1
    wanted_code=$2
    shift 2
    answers "$wanted_status" "^{\"error\":{\"code\":\"$wanted_code\",\"message\":\"..*\"}}$" "$@"
}

anonymous() {
    plain=$token
    token=$1
    shift
    code "$@"
    result=$?
    token=$plain
    return $result
}

# ---- the command line ---------------------------------------------------------------------------

refuses() {
    "$sim" "$@" >"$work/out" 2>"$work/err"
    [ $? -eq 2 ] && [ ! -s "$work/out" ] && [ "$(wc -l <"$work/err")" -eq 1 ]
}

prints() {
    "$sim" "$1" | grep -q -e "$2"
}

check "a bad option is refused with one sentence and status 2" refuses --nonsense
check "a bad fault is refused with one sentence and status 2" refuses --fault quake
check "a bad port is refused with one sentence and status 2" refuses --port 70000
check "--version names the program" prints --version '^akscope-sim [0-9]'
check "--help shows the options" prints --help '--port-file'

# ---- signing in ---------------------------------------------------------------------------------

start_sim --seed 7 --now 2026-11-23

three_parts() {
    echo "$token" | grep -q '^[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$'
}

scope='grant_type=client_credentials&client_id=c&scope=https://management.azure.com//.default'
identity='/MSI/token?resource=https://management.azure.com/'

check "App Service gives a token of three parts" three_parts
check "App Service's expiry of 2017-09-01 is a date" \
    answers 200 '"expires_on":"[0-9/]* [0-9:]* +00:00"' "$identity&api-version=2017-09-01" \
    -H 'secret: any'
check "App Service's expiry of 2019-08-01 is a number" \
    answers 200 '"expires_on":"[0-9]*"' "$identity&api-version=2019-08-01" \
    -H 'X-IDENTITY-HEADER: any'
check "App Service wants its secret" \
    answers 401 invalid_request "$identity&api-version=2019-08-01"
check "App Service wants a resource" \
    answers 400 invalid_request '/MSI/token?api-version=2017-09-01' -H 'secret: any'
check "a VM's identity gives a token" \
    answers 200 '"token_type":"Bearer"' \
    '/metadata/identity/oauth2/token?resource=https://management.azure.com/&api-version=2018-02-01' \
    -H 'Metadata: true'
check "a VM's identity wants its header" \
    answers 400 'Required metadata header' \
    '/metadata/identity/oauth2/token?resource=x&api-version=2018-02-01'
check "a client secret gives a token" \
    answers 200 access_token /contoso/oauth2/v2.0/token -d "$scope&client_secret=s"
check "an assertion that nobody signed gives none" \
    answers 400 AADSTS50027 /contoso/oauth2/v2.0/token \
    -d "$scope&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=s"
check "a client without proof gets none" \
    answers 401 invalid_client /contoso/oauth2/v2.0/token -d "$scope"
check "the OpenID configuration leads back here" \
    answers 200 "\"token_endpoint\":\"$url/" /contoso/v2.0/.well-known/openid-configuration
check "the newer metadata lists clouds" \
    answers 200 "^\[{.*\"loginEndpoint\":\"$url/\"" '/metadata/endpoints?api-version=2020-09-01'
check "the older metadata describes one" \
    answers 200 '^{"galleryEndpoint"' '/metadata/endpoints?api-version=2015-01-01'

# ---- reads --------------------------------------------------------------------------------------

check "subscriptions are listed" \
    answers 200 '"subscriptionPolicies"' '/subscriptions?api-version=2022-12-01'
sub=/subscriptions/$(first subscriptionId)
check "a subscription is shown" answers 200 '"state":"Enabled"' "$sub?api-version=2022-12-01"
check "tenants are listed" answers 200 '"tenantCategory":"Home"' '/tenants?api-version=2022-12-01'
check "locations are listed" \
    answers 200 '"displayName"' "$sub/locations?api-version=2022-12-01"
check "resource groups are listed" \
    answers 200 '"type":"Microsoft.Resources/resourceGroups"' \
    "$sub/resourcegroups?api-version=2024-11-01"
check "clusters of a subscription are listed" \
    answers 200 '"agentPoolProfiles":\[{' "$sub/$aks/managedClusters?$av"
cluster=$(first id)
location=$(first location)
group=$(echo "$cluster" | cut -d / -f 5)
upper=$(echo "$cluster" | tr '[:lower:]' '[:upper:]')
check "AKS names no charset, as recorded" header 'Content-Type: application/json.$'
check "a resource group is shown" \
    answers 200 '"provisioningState":"Succeeded"' "$sub/resourceGroups/$group?api-version=2024-11-01"
check "clusters of a resource group are listed" \
    answers 200 '"value":\[{' "$sub/resourceGroups/$group/$aks/managedClusters?$av"
check "a cluster is shown" answers 200 '"kubernetesVersion"' "$cluster?$av"
check "a cluster is found in any letter case" answers 200 '"kubernetesVersion"' "$upper?API-Version=2025-10-01"
check "a cluster's upgrades are shown" \
    answers 200 '"controlPlaneProfile"' "$cluster/upgradeProfiles/default?$av"
check "versions for new pools are shown" \
    answers 200 '"agentPoolVersions"' "$cluster/availableAgentPoolVersions?$av"
check "node pools are listed" answers 200 '"nodeImageVersion"' "$cluster/agentPools?$av"
pool=$(first id)
check "a node pool is shown" answers 200 '"vmSize"' "$pool?$av"
check "a node pool's upgrades are shown" \
    answers 200 '"kubernetesVersion"' "$pool/upgradeProfiles/default?$av"
check "Kubernetes versions are shown" \
    answers 200 '"patchVersions"' "$sub/$aks/locations/$location/kubernetesVersions?$av"
check "Kubernetes versions are shown in the old form" \
    answers 200 '"orchestratorVersion"' \
    "$sub/$aks/locations/$location/orchestrators?resource-type=managedClusters&api-version=2019-04-01"
check "VM sizes of a region are listed" \
    answers 200 '"capabilities"' \
    "$sub/providers/Microsoft.Compute/skus?api-version=2021-07-01&\$filter=location%20eq%20'$location'"
check "quota of a region is listed" \
    answers 200 '"currentValue"' \
    "$sub/providers/Microsoft.Compute/locations/$location/usages?api-version=2023-09-01"
check "features are listed" \
    answers 200 'Microsoft.ContainerService/' \
    "$sub/providers/Microsoft.Features/providers/Microsoft.ContainerService/features?api-version=2021-07-01"
feature=$(first id)
check "a feature is shown" answers 200 '"state":"' "$feature?api-version=2021-07-01"
check "providers are listed" \
    answers 200 '"registrationState":"Registered"' "$sub/providers?api-version=2021-04-01"
check "a provider is shown with its api-versions" \
    answers 200 '"resourceType":"managedClusters","locations":\["' "$sub/$aks?api-version=2021-04-01"
check "a provider is shown without a subscription" \
    answers 200 '^{"namespace"' "/$aks?api-version=2021-04-01"

# ---- methods and spellings ----------------------------------------------------------------------

head_is_get_without_a_body() {
    get "$sub?api-version=2022-12-01"
    length=$(wc -c <"$work/body")
    get "$sub?api-version=2022-12-01" -I
    [ "$status" = 200 ] && header "Content-Length: $length.$" &&
        [ "$(sed '/^.$/d; /^HTTP/d; /^[A-Za-z-]*: /d' "$work/body" | wc -c)" -eq 0 ]
}
exists() {
    get "$sub/resourceGroups/$1?api-version=2024-11-01" -I
    [ "$status" = "$2" ]
}
check "HEAD is GET without a body" head_is_get_without_a_body
check "HEAD of a resource group is 204" exists "$group" 204
check "HEAD of no resource group is 404" exists none 404
refuses_method() {
    code 405 MethodNotAllowed "$2?$av" -X "$1" && header "Allow: $3.$"
}
check "an unknown method is refused, with those there are" \
    refuses_method BREW "$cluster" 'GET, PUT, PATCH, DELETE'
check "POST where only GET is known is refused" refuses_method POST "$cluster/agentPools" GET
check "OPTIONS is refused" refuses_method OPTIONS "$sub/$aks/managedClusters" GET
check "a pool is found in any letter case" \
    answers 200 '"vmSize"' "$(echo "$pool" | tr '[:lower:]' '[:upper:]')?$av"
check "a list is found in any letter case" \
    answers 200 '"value":\[{' "$(echo "$sub/resourceGroups" | tr '[:lower:]' '[:upper:]')?api-version=2024-11-01"
check "a slash at the end makes no difference" answers 200 '"value":\[{' "$sub/$aks/managedClusters/?$av"
check "percent signs are decoded" \
    answers 200 '"vmSize"' "$(echo "$pool" | sed 's/agentPools/agent%50ools/; s/-/%2D/g')?$av"

skus=$sub/providers/Microsoft.Compute/skus?api-version=2021-07-01
has_sizes_of() {
    get "$skus&\$filter=location%20eq%20'$1'"
    grep -o '"locations":\["[^"]*"\]' "$work/body" | sort | uniq -c
    [ "$(grep -o '"locations":\["[^"]*"\]' "$work/body" | sort -u)" = "\"locations\":[\"$location\"]" ]
}
check "a filter leaves the sizes of that region alone" has_sizes_of "$location"
check "a region in a filter may have any letter case" \
    has_sizes_of "$(echo "$location" | tr '[:lower:]' '[:upper:]')"
check "a region that isn't there has no sizes" \
    answers 200 '^{"value":\[\]}$' "$skus&\$filter=location%20eq%20'mars'"

# Every read, with what it is asked by.
reads="/subscriptions?api-version=2022-12-01
/tenants?api-version=2022-12-01
$sub?api-version=2022-12-01
$sub/locations?api-version=2022-12-01
$sub/resourceGroups?api-version=2024-11-01
$sub/resourceGroups/$group?api-version=2024-11-01
$sub/providers?api-version=2021-04-01
$sub/$aks?api-version=2021-04-01
$sub/$aks/managedClusters?$av
$sub/resourceGroups/$group/$aks/managedClusters?$av
$cluster?$av
$cluster/upgradeProfiles/default?$av
$cluster/availableAgentPoolVersions?$av
$cluster/agentPools?$av
$pool?$av
$pool/upgradeProfiles/default?$av
$sub/$aks/locations/$location/kubernetesVersions?$av
$skus
$sub/providers/Microsoft.Compute/locations/$location/usages?api-version=2023-09-01
$sub/providers/Microsoft.Features/providers/Microsoft.ContainerService/features?api-version=2021-07-01
$feature?api-version=2021-07-01"
# each_read COMMAND...: the command, given the path of a read, works for all of them.
each_read() {
    for read in $reads; do
        "$@" "$read" || { echo "$read"; return 1; }
    done
}
is_json() {
    get "$1"
    [ "$status" = 200 ] && header 'Content-Type: application/json' &&
        header 'x-ms-request-id: ' && grep -q '^[{[].*[]}]$' "$work/body"
}
wants_version() {
    code 400 MissingApiVersionParameter "${1%%\?*}"
}
wants_token() {
    code 401 AuthenticationFailed "$1"
}
may_be_gzipped() {
    get "$1" && cp "$work/body" "$work/plain" && get "$1" -H 'Accept-Encoding: gzip' --compressed &&
        cmp "$work/plain" "$work/body"
}
check "each read is JSON, with a request id" each_read is_json
check "each read wants an api-version" each_read wants_version
signed_in=$token
token=
check "each read wants a token" each_read wants_token
token=$signed_in
check "each read may come compressed" each_read may_be_gzipped
one_connection() {
    curl -s -o /dev/null -o /dev/null -w '%{num_connects}\n' -H "Authorization: Bearer $token" \
        "$url$sub?api-version=2022-12-01" "$url$cluster?$av" | tr -d '\n' | grep -x 10
}
check "a connection is kept" one_connection

port_is_taken() {
    "$sim" --port "$port" >"$work/out" 2>"$work/err"
    [ $? -eq 1 ] && grep -q "can't listen on 127.0.0.1 port $port" "$work/err"
}
check "a port that is taken is refused" port_is_taken

# ---- headers ------------------------------------------------------------------------------------

get "$sub?api-version=2022-12-01" -H 'x-ms-client-request-id: mine' -H 'x-ms-correlation-request-id: ours'
check "an answer has a request id" header 'x-ms-request-id: [0-9a-f-]\{36\}'
check "the caller's request id comes back" header 'x-ms-client-request-id: mine'
check "the caller's correlation id comes back" header 'x-ms-correlation-request-id: ours'
check "the date is that of --now" header 'Date: Mon, 23 Nov 2026 00:00:'
check "the gateway names a charset" header 'Content-Type: application/json; charset=utf-8'
check "an answer says how many reads are left" \
    header 'x-ms-ratelimit-remaining-subscription-global-reads: 16[0-9]\{3\}.$'

gzip_is_the_same() {
    get "$sub/$aks/managedClusters?$av"
    mv "$work/body" "$work/plain"
    get "$sub/$aks/managedClusters?$av" -H 'Accept-Encoding: gzip, deflate'
    header 'Content-Encoding: gzip' && gzip -dc <"$work/body" | cmp - "$work/plain"
}
check "a compressed answer is the same answer" gzip_is_the_same
rm -f "$work/body"

# ---- errors -------------------------------------------------------------------------------------

check "no api-version is refused" code 400 MissingApiVersionParameter /subscriptions
check "a malformed api-version is refused" \
    code 400 InvalidApiVersionParameter '/subscriptions?api-version=soon'
check "an unknown api-version of ARM is refused" \
    code 400 InvalidApiVersionParameter '/subscriptions?api-version=2031-01-01'
check "an unknown api-version of a list is refused" \
    code 404 InvalidResourceType "$sub/$aks/managedClusters?api-version=2031-01-01"
check "an unknown api-version of a cluster is refused" \
    code 400 NoRegisteredProviderFound "$cluster?api-version=2023-10-02-preview"
check "an unknown region is refused" \
    code 400 NoRegisteredProviderFound "$sub/$aks/locations/mars/kubernetesVersions?$av"
check "a malformed token is refused" \
    anonymous x 401 InvalidAuthenticationToken '/subscriptions?api-version=2022-12-01'
check "a refusal says where to sign in" header 'WWW-Authenticate: Bearer authorization_uri='
check "a token for something else is refused" \
    anonymous a.eyJhdWQiOiJodHRwczovL3ZhdWx0LmF6dXJlLm5ldCJ9.c 401 \
    InvalidAuthenticationTokenAudience '/subscriptions?api-version=2022-12-01'
check "an expired token is refused" \
    anonymous a.eyJleHAiOjF9.c 401 ExpiredAuthenticationToken '/subscriptions?api-version=2022-12-01'
check "no token is refused" \
    anonymous '' 401 AuthenticationFailed '/subscriptions?api-version=2022-12-01'
check "another scheme than Bearer is refused" \
    anonymous '' 401 AuthenticationFailed '/subscriptions?api-version=2022-12-01' -u user:word
check "an unknown path without a token is refused for the token" \
    anonymous '' 401 AuthenticationFailed '/nothing?api-version=2022-12-01'
check "a malformed subscription is refused" \
    code 400 InvalidSubscriptionId '/subscriptions/x?api-version=2022-12-01'
check "an unknown subscription is not found" \
    code 404 SubscriptionNotFound "$nobody?api-version=2022-12-01"
check "an unknown resource group is not found" \
    code 404 ResourceGroupNotFound "$sub/resourceGroups/nowhere?api-version=2024-11-01"
check "an unknown cluster is not found" \
    code 404 ResourceNotFound "$sub/resourceGroups/$group/$aks/managedClusters/none?$av"
check "ARM marks its own errors" header 'x-ms-failure-cause: gateway'
check "an unknown node pool is not found, bare" \
    answers 404 '^{"code":"NotFound","details":null,"message":"The entity was not found.","subcode":""}$' \
    "$cluster/agentPools/none?$av"
check "the provider's errors have no such mark" lacks_header 'x-ms-failure-cause:'
check "an unknown feature is not found" \
    code 404 FeatureNotFound \
    "$sub/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/None?api-version=2021-07-01"
check "an unknown provider is not found" \
    code 404 InvalidResourceNamespace "$sub/providers/Microsoft.Nothing?api-version=2021-04-01"
check "an unknown type is not found" \
    code 404 InvalidResourceType "$sub/$aks/nothing?$av"
check "a path that isn't ARM's is not found" code 404 MissingSubscription "/nothing?$av"
check "an unknown method is refused" code 405 MethodNotAllowed "$sub?api-version=2022-12-01" -X PATCH
check "a filter that isn't understood is refused" \
    code 400 InvalidParameter "$sub/providers/Microsoft.Compute/skus?api-version=2021-07-01&\$filter=x"
check "a foreign page token is refused, bare" \
    answers 400 '^{"code":"InvalidParameter".*"target":"skipToken"}$' \
    "$sub/$aks/managedClusters?$av&\$skipToken=7"

# ---- ending -------------------------------------------------------------------------------------

ends_well() {
    stop_sim
    cat "$work/sim.err"
    [ "$sim_status" = 0 ] && [ ! -s "$work/sim.err" ]
}
check "SIGTERM ends it in good order" ends_well

ends_by_interrupt() {
    start_sim --fault latency:5000
    curl -s --trace-ascii "$work/trace" -o /dev/null -H "Authorization: Bearer $token" \
        "$url/subscriptions?api-version=2022-12-01" &
    client=$!
    until grep -q '^=> Send header' "$work/trace" 2>/dev/null; do
        kill -0 "$client" 2>/dev/null || return 1
        sleep 0.05
    done
    kill -INT "$sim_pid"
    wait "$sim_pid"
    ended=$?
    sim_pid=
    wait "$client" # it ends by itself: killed before it is curl, bash would run our trap in it
    [ $ended -eq 0 ] && [ ! -s "$work/sim.err" ]
}
check "SIGINT ends it too, with a request under way" ends_by_interrupt

has_newest() {
    start_sim --now "$1"
    get '/subscriptions?api-version=2022-12-01'
    sub=/subscriptions/$(first subscriptionId)
    answers 200 "\"version\":\"$2\"" "$sub/$aks/locations/westeurope/kubernetesVersions?$av"
    result=$?
    header "Date: $3 00:00:" || result=1
    stop_sim
    return $result
}
check "--now tells which Kubernetes versions there are" has_newest 2026-11-23 1.36 'Mon, 23 Nov 2026'
check "--now may lie in the past" has_newest 2025-06-01 1.32 'Sun, 01 Jun 2025'

# ---- paging -------------------------------------------------------------------------------------

start_sim --clusters 25 --pools 2 --page-size 10 --reads 40
get '/subscriptions?api-version=2022-12-01'
sub=/subscriptions/$(first subscriptionId)

# pages PATH: follows nextLink to its end; clusters in $clusters, pages in $pages.
pages() {
    next=$1
    pages=0
    clusters=0
    while [ -n "$next" ] && [ $pages -lt 10 ]; do
        get "$next"
        pages=$((pages + 1))
        clusters=$((clusters + $(grep -o '"type":"Microsoft.ContainerService/ManagedClusters"' "$work/body" | wc -l)))
        next=$(first nextLink)
        next=${next#"$url"}
    done
    echo "$clusters clusters on $pages pages"
}

comes_in_pages() {
    pages "$sub/$aks/managedClusters?$av"
    [ $clusters -eq 25 ] && [ $pages -eq 3 ]
}

has_links() {
    get "$sub/$aks/managedClusters?$av"
    first nextLink | grep "^$url$sub/$aks/managedClusters?%24skipToken=\([0-9]*\)&$av&skipToken=\1$"
}

check "25 clusters come on three pages of ten" comes_in_pages
check "a nextLink is absolute and has its token twice" has_links

has_two() {
    pages "$sub/$1"
    [ $pages -gt 1 ] && header 'HTTP/1.1 200' && [ "$clusters" -eq "$2" ]
}
check "\$top makes smaller pages" has_two "$aks/managedClusters?$av&\$top=5" 25
check "\$top pages ARM's own lists too" has_two "resourcegroups?api-version=2024-11-01&%24top=1" 0
check "a \$top that is no number is refused" \
    code 400 InvalidParameter "$sub/resourcegroups?api-version=2024-11-01&\$top=x"

# Many reads at once by one curl (a fragment isn't sent): one after the other can be slower than the
# refill.
is_throttled() {
    curl -s -m 60 -Z --parallel-max 50 -o "$work/many-#1" -w '%{http_code} %header{retry-after}\n' \
        -H "Authorization: Bearer $token" "$url$sub?api-version=2022-12-01#[1-400]" >"$work/many"
    sort "$work/many" | uniq -c
    grep -qx '429 1' "$work/many" && grep -q SubscriptionRequestsThrottled "$work"/many-*
}
check "a subscription without reads left is throttled" is_throttled
stop_sim

start_sim --clusters 20 --pools 1 --page-size 10
get '/subscriptions?api-version=2022-12-01'
sub=/subscriptions/$(first subscriptionId)
ends_empty() {
    pages "$sub/$aks/managedClusters?$av"
    [ $clusters -eq 20 ] && [ $pages -eq 3 ]
}
check "a list that fills its pages ends in an empty one" ends_empty
stop_sim

# ---- faults -------------------------------------------------------------------------------------

subs='/subscriptions?api-version=2022-12-01'

# broken SPEC TEST...: a simulator with that fault meets the test.
broken() {
    spec=$1
    shift
    start_sim --fault "$spec"
    "$@"
    result=$?
    stop_sim
    [ $result -eq 0 ] && [ "$sim_status" = 0 ]
}

curl_fails() {
    get "$2"
    echo "curl ended with $curl_status, wanted $1"
    [ "$curl_status" -eq "$1" ]
}

fails_with() {
    code 503 ServerTimeout "$subs" && header 'Retry-After: 9'
}

fails_once() {
    get "$subs" && [ "$status" = 500 ] && get "$subs" && [ "$status" = 200 ]
}

is_filtered() {
    get "$subs" && [ "$status" = 200 ] && get '/tenants?api-version=2022-12-01' && [ "$status" = 429 ]
}

stalls() {
    get "$subs" -m 1
    [ "$curl_status" -eq 28 ] && [ -s "$work/body" ]
}

takes_long() {
    get "$subs" -w '%{http_code} %{time_total}'
    echo "$status"
    echo "$status" | awk '{ exit !($1 == 200 && $2 >= 0.3) }'
}

is_malformed() {
    answers 200 '}\]$' "$subs"
}

never_ends() {
    get "$subs" -m 5 --max-filesize 2000000
    [ "$curl_status" -ne 0 ] && [ "$(head -c 10 "$work/body")" = '{"value":[' ]
    result=$?
    rm -f "$work/body"
    return $result
}

goes_round() {
    get "$subs"
    sub=/subscriptions/$(first subscriptionId)
    pages "$sub/$aks/managedClusters?$av"
    [ $pages -eq 10 ]
}

check "a status comes with its code and Retry-After" broken status:503:1:9 fails_with
check "a fault may strike only once" broken status:500:x1 fails_once
check "a fault may strike one path only" broken status:429@/tenants is_filtered
check "a connection is reset" broken reset curl_fails 56 "$subs"
check "a body is truncated" broken truncate curl_fails 18 "$subs"
check "a body stalls half way, and the end is still good" broken stall stalls
check "latency delays an answer" broken latency:300 takes_long
check "a body drips" broken drip:5 takes_long
check "a body is malformed" broken malformed is_malformed
check "a captive portal answers in HTML" broken html answers 200 '^<!DOCTYPE html>' "$subs"
check "a body never ends" broken huge never_ends
check "paging never ends" broken loop goes_round

# ---- recording ----------------------------------------------------------------------------------

start_sim --record "$work/record.jsonl"
get "$subs" -H 'x-ms-client-request-id: recorded'
get "/contoso/oauth2/v2.0/token" -d "$scope&client_secret=hush-hush"
stop_sim

has_line() {
    cat "$work/record.jsonl"
    grep -q "$1" "$work/record.jsonl"
}
has_no() {
    ! grep -q -e "$1" "$work/record.jsonl"
}
lines_are_whole() {
    start_sim --clusters 50 --record "$work/whole.jsonl"
    get '/subscriptions?api-version=2022-12-01'
    sub=/subscriptions/$(first subscriptionId)
    for i in 1 2 3 4 5 6 7 8; do
        curl -s -o /dev/null -H "Authorization: Bearer $token" "$url$sub/$aks/managedClusters?$av&n=[1-20]" &
        clients="$clients $!"
    done
    # shellcheck disable=SC2086
    wait $clients
    stop_sim
    echo "$(wc -l <"$work/whole.jsonl") lines"
    [ "$(grep -c '^{"method":"GET","url":".*,"responseBody":{.*}}$' "$work/whole.jsonl")" -ge 161 ] &&
        [ "$(grep -vc '^{"method":".*}$' "$work/whole.jsonl")" -eq 0 ]
}
check "lines are whole, however many ask at once" lines_are_whole
check "exchanges are recorded" \
    has_line '^{"method":"GET","url":"[^"]*/subscriptions?api-version=2022-12-01","requestHeaders":{.*"requestBody":null,"status":200,"responseHeaders":{.*"responseBody":{"value":\[{'
check "the token isn't recorded" has_no "$token"
check "the record says that it was there" has_line '"Authorization":"REDACTED"'
check "secrets aren't recorded" has_no hush-hush

# ---- TLS ----------------------------------------------------------------------------------------

cacert=$work/tls/ca.pem
start_sim --tls "$work/tls"
get "$subs"
sub=/subscriptions/$(first subscriptionId)
check "https serves with its own CA" answers 200 '"value"' "$subs"
by_address() {
    url=https://127.0.0.1:$port
    answers 200 '"value"' "$subs"
}
check "the certificate is good for 127.0.0.1" by_address
pages_lead_on() {
    url=https://localhost:$port
    get "$sub/$aks/managedClusters?$av&\$top=2"
    first nextLink | grep "^$url/"
}
check "over TLS a nextLink is https, on the caller's host" pages_lead_on
key_is_private() {
    [ "$(ls -l "$work/tls/server-key.pem" | cut -c 1-10)" = "-rw-------" ]
}
check "the key is private" key_is_private
stop_sim
cksum <"$work/tls/ca.pem" >"$work/ca.sum"
start_sim --tls "$work/tls"
same_ca() {
    [ "$(cksum <"$work/tls/ca.pem")" = "$(cat "$work/ca.sum")" ]
}
check "a CA that exists is kept" same_ca
stop_sim
cacert=
start_sim --tls "$work/tls"
check "a client that doesn't know the CA refuses" curl_fails 60 "$subs"
stop_sim

plan
