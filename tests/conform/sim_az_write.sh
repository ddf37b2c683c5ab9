#!/bin/sh
# akscope-sim changed by the real Azure CLI: node pools and clusters added, scaled, upgraded,
# stopped and deleted, features and providers registered; az polls their operations to the end.
. "${top_srcdir:-.}/tests/conform/sim_lib.sh"
. "${top_srcdir:-.}/tests/conform/sim_az_lib.sh"

start_sim_for_az --now 2026-11-23 --time-scale 2000 --retry-after 1
az_signs_in

group=rg-ledger-neu
cluster=ledger-prod

# nodepool PATTERN ACTION OPTION...: az aks nodepool of that cluster.
nodepool() {
    pattern=$1
    action=$2
    shift 2
    az_gives "$pattern" aks nodepool "$action" -g "$group" --cluster-name "$cluster" "$@"
}
nodepool_fails() {
    pattern=$1
    action=$2
    shift 2
    az_fails 1 "$pattern" aks nodepool "$action" -g "$group" --cluster-name "$cluster" "$@"
}

check "az aks nodepool add" nodepool '"provisioningState": "Succeeded"' add -n fresh \
    --node-count 2 --node-vm-size Standard_D4s_v5 --labels a=b --zones 1 2
check "az aks nodepool list" nodepool '"name": "fresh"' list
check "az aks nodepool show" nodepool '"a": "b"' show -n fresh
check "az aks nodepool add of one that exists" \
    nodepool_fails 'already exists' add -n fresh --node-vm-size Standard_D4s_v5
check "az aks nodepool scale" nodepool '"count": 3' scale -n fresh --node-count 3
check "az aks nodepool update" nodepool '"minCount": 1' update -n fresh \
    --enable-cluster-autoscaler --min-count 1 --max-count 4
check "az aks nodepool update --labels" nodepool '"c": "d"' update -n fresh --labels c=d
check "az aks nodepool stop" nodepool '"code": "Stopped"' stop --nodepool-name fresh
check "az aks nodepool start" nodepool '"code": "Running"' start --nodepool-name fresh
check "az aks nodepool upgrade --node-image-only" nodepool '' upgrade -n fresh --node-image-only
check "az aks nodepool delete" nodepool '' delete -n fresh
check "az aks nodepool show of what was deleted" \
    az_fails 3 NotFound aks nodepool show -g "$group" --cluster-name "$cluster" -n fresh
check "az aks nodepool add that the provider refuses" nodepool_fails \
    'InsufficientVCPUQuota' add -n big --node-count 9 --node-vm-size Standard_DC4as_v5

check "az aks upgrade --control-plane-only" az_gives '"currentKubernetesVersion": "1.35' \
    aks upgrade -g "$group" -n "$cluster" --kubernetes-version 1.35.9 --control-plane-only --yes
# "az aks nodepool upgrade --kubernetes-version" of az 2.45 ends with an AttributeError of its own.
check "az aks upgrade of the node pools" az_gives '' \
    aks upgrade -g "$group" -n "$cluster" --kubernetes-version 1.35.9 --yes
check "they have the version" nodepool '"currentOrchestratorVersion": "1.35.9"' show -n api
check "az aks update --tags" az_gives '"cost": "7"' aks update -g "$group" -n "$cluster" --tags cost=7
check "az aks stop" az_gives '' aks stop -g "$group" -n "$cluster"
check "it is stopped" az_gives '"code": "Stopped"' aks show -g "$group" -n "$cluster"
check "az aks start" az_gives '' aks start -g "$group" -n "$cluster"
check "az aks create" az_gives '"provisioningState": "Succeeded"' aks create -g "$group" -n second \
    --node-count 1 --node-vm-size Standard_D4s_v5 --no-ssh-key --enable-managed-identity
check "az aks delete" az_gives '' aks delete -g "$group" -n second --yes

# ---- what one adds the other sees ----------------------------------------------------------------

# ask_akscope PATTERN ARGUMENT...: akscope ends well and prints the pattern.
akscope=${top_builddir:-.}/akscope
ask_akscope() {
    pattern=$1
    shift
    HOME=$work XDG_STATE_HOME=$work/state XDG_CONFIG_HOME=$work/config AKSCOPE_TOKEN=$token \
        AKSCOPE_NOW=2026-11-23T14:05:00Z \
        "$akscope" "$@" --arm-endpoint "$url" --ca-file "$work/tls/ca.pem" --no-cache \
        >"$work/body" 2>"$work/akscope.err" </dev/null
    akscope_status=$?
    cat "$work/akscope.err"
    [ $akscope_status -eq 0 ] && { [ -z "$pattern" ] || grep -q -e "$pattern" "$work/body"; }
}
check "akscope pool add" ask_akscope '"provisioningState": "Succeeded"' pool add ours \
    --cluster "$cluster" --node-vm-size Standard_D4s_v5 --node-count 2 --labels by=akscope \
    --yes -o json
check "az aks nodepool show of what akscope added" nodepool '"by": "akscope"' show -n ours
check "with its count" nodepool '"count": 2' show -n ours
check "az aks nodepool add" nodepool '"provisioningState": "Succeeded"' add -n theirs \
    --node-count 1 --node-vm-size Standard_D4s_v5 --node-taints by=az:NoSchedule
check "akscope get pools shows what az added" ask_akscope '"name": "theirs"' \
    get pools --cluster "$cluster" -o json
check "akscope pool scale of what az added" ask_akscope '"count": 3' pool scale \
    "$cluster/theirs" --node-count 3 --yes -o json
check "az sees the scaling, and its own taint" nodepool '"by=az:NoSchedule"' show -n theirs
check "and the count" nodepool '"count": 3' show -n theirs
check "akscope pool delete of what az added" ask_akscope '' pool delete "$cluster/theirs" --yes
check "az aks nodepool show of what akscope deleted" \
    az_fails 3 NotFound aks nodepool show -g "$group" --cluster-name "$cluster" -n theirs
check "az aks nodepool delete of what akscope added" nodepool '' delete -n ours
check "akscope does not show it any more" ask_akscope '^\[' get pools name:ours -o json
not_there() { ! grep -q '"ours"' "$work/body"; }
check "not at all" not_there

feature() {
    pattern=$1
    action=$2
    az_gives "$pattern" feature "$action" --namespace Microsoft.ContainerService \
        -n AzureLinuxOSGuardPreview
}
is_registered() {
    tries=0
    until feature '"state": "Registered"' show; do
        tries=$((tries + 1))
        [ $tries -lt 10 ] || return 1
    done
}
check "az feature register" feature '"state": "Registering"' register
check "az feature show" is_registered
check "az provider register" az_gives '' provider register -n Microsoft.ContainerService
check "az feature unregister" feature '"state": "Unregistering"' unregister
stop_sim

plan
