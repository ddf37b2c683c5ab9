#!/bin/sh
# akscope-sim as the real Azure CLI sees it, over TLS: nobody told az that this isn't Azure.
. "${top_srcdir:-.}/tests/conform/sim_lib.sh"
. "${top_srcdir:-.}/tests/conform/sim_az_lib.sh"

start_sim_for_az --seed 7
az_signs_in
check "az account list" az_gives '"cloudName": "Sim"' account list
check "az account list-locations" az_gives '"displayName"' account list-locations
check "az aks list" az_gives '"agentPoolProfiles"' aks list
az aks list --query '[0].[resourceGroup,name,location,agentPoolProfiles[0].name]' -o tsv \
    >"$work/first" 2>/dev/null
{ read -r group && read -r cluster && read -r location && read -r pool; } <"$work/first"
check "az group exists" az_gives '^true' group exists -n "$group"
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
check "az aks list of a group" az_gives "\"resourceGroup\": \"$group\"" aks list -g "$group"

# akscope with the token that az gets.
akscope_signs_in() {
    AKSCOPE_ARM_ENDPOINT=$url AKSCOPE_CA_FILE=$cacert \
        "$top_builddir/akscope" get clusters --auth azure-cli -o tsv >"$work/body" 2>"$work/az.err"
    akscope_status=$?
    cat "$work/az.err"
    [ $akscope_status -eq 0 ] && grep -q "	$cluster	" "$work/body"
}
check "akscope signs in by az" akscope_signs_in
check "az aks show of nothing ends with 3" \
    az_fails 3 ResourceNotFound aks show -g "$group" -n none
check "az aks nodepool show of nothing ends with 3" \
    az_fails 3 NotFound aks nodepool show -g "$group" --cluster-name "$cluster" -n none
stop_sim

plan
