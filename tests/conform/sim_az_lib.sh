# sim_az_lib.sh: what the tests with the real Azure CLI share, over TLS: nobody told az that this
# isn't Azure. Sourced after sim_lib.sh.

command -v az >/dev/null || skip_all "azure-cli is not installed"
command -v curl >/dev/null || skip_all "curl is not installed"
[ -x "$sim" ] || skip_all "akscope-sim is not built"

# start_sim_for_az OPTION...: a simulator that az will take for its cloud.
start_sim_for_az() {
    cacert=$work/tls/ca.pem
    start_sim --tls "$work/tls" "$@"
    export AZURE_CONFIG_DIR="$work/azure"
    export AZURE_CORE_COLLECT_TELEMETRY=no
    export AZURE_CORE_NO_COLOR=yes
    export REQUESTS_CA_BUNDLE="$cacert"
    export MSI_ENDPOINT="$url/MSI/token"
    export MSI_SECRET=any
    export APPSETTING_WEBSITE_SITE_NAME=akscope
    unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
}

# az_gives PATTERN ARGUMENT...: az ends well and prints the pattern ('': whatever it prints).
az_gives() {
    pattern=$1
    shift
    az "$@" >"$work/body" 2>"$work/az.err"
    az_status=$?
    cat "$work/az.err"
    [ $az_status -eq 0 ] && { [ -z "$pattern" ] || grep -q -e "$pattern" "$work/body"; }
}

# az_fails STATUS PATTERN ARGUMENT...
az_fails() {
    wanted_status=$1
    pattern=$2
    shift 2
    az "$@" >"$work/body" 2>"$work/az.err"
    az_status=$?
    echo "az ended with $az_status, wanted $wanted_status"
    cat "$work/az.err"
    [ $az_status -eq "$wanted_status" ] && grep -q -e "$pattern" "$work/az.err"
}

# az_signs_in: makes the simulator az's cloud, and signs in by managed identity.
az_signs_in() {
    check "az cloud register" az_gives '' cloud register -n Sim \
        --endpoint-resource-manager "$url/" --endpoint-management "$url/" \
        --endpoint-active-directory "$url" \
        --endpoint-active-directory-resource-id https://management.core.windows.net/ \
        --endpoint-active-directory-graph-resource-id https://graph.windows.net/
    check "az cloud set" az_gives '' cloud set -n Sim
    check "az login --identity" az_gives '"systemAssignedIdentity"' login --identity
}
