#!/bin/sh
# akscope-sim as the real Azure CLI sees it, over TLS: nobody told az that this isn't Azure.
. "${top_srcdir:-.}/tests/conform/sim_lib.sh"

command -v az >/dev/null || skip_all "azure-cli is not installed"
command -v curl >/dev/null || skip_all "curl is not installed"
[ -x "$sim" ] || skip_all "akscope-sim is not built"

cacert=$work/tls/ca.pem
start_sim --tls "$work/tls" --seed 7

export AZURE_CONFIG_DIR="$work/azure"
export AZURE_CORE_COLLECT_TELEMETRY=no
export AZURE_CORE_NO_COLOR=yes
export REQUESTS_CA_BUNDLE="$cacert"
export MSI_ENDPOINT="$url/MSI/token"
export MSI_SECRET=any
export APPSETTING_WEBSITE_SITE_NAME=akscope
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY

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

check "az cloud register" az_gives '' cloud register -n Sim \
    --endpoint-resource-manager "$url/" --endpoint-management "$url/" \
    --endpoint-active-directory "$url" \
    --endpoint-active-directory-resource-id https://management.core.windows.net/ \
    --endpoint-active-directory-graph-resource-id https://graph.windows.net/
check "az cloud set" az_gives '' cloud set -n Sim
check "az login --identity" az_gives '"systemAssignedIdentity"' login --identity
check "az account list" az_gives '"cloudName": "Sim"' account list
check "az account list-locations" az_gives '"displayName"' account list-locations
check "az aks list" az_gives '"agentPoolProfiles"' aks list
az aks list --query '[0].[resourceGroup,name,location,agentPoolProfiles[0].name]' -o tsv \
    >"$work/first" 2>/dev/null
{ read -r group && read -r cluster && read -r location && read -r pool; } <"$work/first"
check "az group show" az_gives "\"name\": \"$group\"" group show -n "$group"
check "az aks show" az_gives '"kubernetesVersion"' aks show -g "$group" -n "$cluster"
check "az aks nodepool list" \
    az_gives '"nodeImageVersion"' aks nodepool list -g "$group" --cluster-name "$cluster"
check "az aks nodepool show" \
    az_gives '"vmSize"' aks nodepool show -g "$group" --cluster-name "$cluster" -n "$pool"
check "az aks nodepool get-upgrades" az_gives '"kubernetesVersion"' \
    aks nodepool get-upgrades -g "$group" --cluster-name "$cluster" --nodepool-name "$pool"
check "az aks get-upgrades" \
    az_gives '"controlPlaneProfile"' aks get-upgrades -g "$group" -n "$cluster"
check "az aks get-versions" \
    az_gives '"orchestratorVersion"' aks get-versions -l "$location"
check "az aks get-versions as a table" \
    az_gives '^1\.[0-9]*\.[0-9]' aks get-versions -l "$location" -o table
check "az vm list-skus" \
    az_gives '"vCPUs"' vm list-skus -l "$location" --resource-type virtualMachines --all
check "az feature list" \
    az_gives '"Microsoft.ContainerService/' feature list --namespace Microsoft.ContainerService
feature=$(sed -n 's|.*"name": "Microsoft.ContainerService/\([^"]*\)".*|\1|p' "$work/body" | head -n 1)
check "az feature show" \
    az_gives '"state"' feature show --namespace Microsoft.ContainerService -n "$feature"
check "az provider show" \
    az_gives '"registrationState": "Registered"' provider show -n Microsoft.ContainerService
check "az aks show of nothing ends with 3" \
    az_fails 3 ResourceNotFound aks show -g "$group" -n none
check "az aks nodepool show of nothing ends with 3" \
    az_fails 3 NotFound aks nodepool show -g "$group" --cluster-name "$cluster" -n none
stop_sim

plan
