#!/bin/sh
# The simulator's answers against Microsoft's published specifications, by Microsoft's own validator.
# The service itself breaks its specifications here and there: what is wanted is no kind of finding
# that recorded traffic does not have. Runs only where both are at hand:
#
#   AKSCOPE_SPECS  a checkout of github.com/Azure/azure-rest-api-specs that has the versions named in
#                  oav.js (the folder with `specification` in it; some of its subfolders will do)
#   AKSCOPE_OAV    a folder with the validator: npm install --prefix "$AKSCOPE_OAV" oav
. "${top_srcdir:-.}/tests/conform/sim_lib.sh"

recordings=${AKSCOPE_SHARED:-}/arm-traffic
[ -d "${AKSCOPE_SPECS:-}/specification" ] || skip_all "AKSCOPE_SPECS names no specifications"
[ -d "${AKSCOPE_OAV:-}/node_modules/oav" ] || skip_all "AKSCOPE_OAV names no folder with npm's oav"
[ -d "$recordings/cassettes" ] || skip_all "there is no recorded traffic in AKSCOPE_SHARED"
command -v node >/dev/null || skip_all "node is not installed"
command -v curl >/dev/null || skip_all "curl is not installed"
NODE_PATH=$AKSCOPE_OAV/node_modules
export NODE_PATH

oav() {
    node "${top_srcdir:-.}/tests/conform/oav.js" "$@"
}

start_sim --fleet contoso --clusters 30 --pools 4 --seed 7 --now 2026-11-23 --time-scale 1000 \
    --record "$work/exchanges"
check "everything that the specifications describe is asked for" oav walk "$url" "$token"
stop_sim
has_no_finding_of_its_own() {
    oav compare "$AKSCOPE_SPECS" "$work/exchanges" "$recordings/cassettes" \
        "$recordings/other-providers" >"$work/findings"
    result=$?
    cat "$work/findings"
    return $result
}
check "there is no kind of finding that recorded traffic does not have" has_no_finding_of_its_own
sed 's/^/# /' "$work/findings"
plan
