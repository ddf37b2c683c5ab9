#!/bin/sh
# ipv6.sh: where there is nothing but IPv6: lists, pages, changes and their polling, over http and
# over TLS, by address and by name.
# shellcheck source=tests/conform/sim_lib.sh
. "${top_srcdir:-.}/tests/conform/sim_lib.sh"

akscope=${AKSCOPE_PROGRAM:-${top_builddir:-.}/akscope}
export XDG_CONFIG_HOME="$work/config" XDG_STATE_HOME="$work/state" XDG_CACHE_HOME="$work/cache"
export AKSCOPE_NOW=2026-11-23T14:05:00Z

[ -f /proc/net/if_inet6 ] && grep -q '^00000000000000000000000000000001 ' /proc/net/if_inet6 ||
    skip_all "this machine has no ::1"

# run STATUS ARGUMENT...: output in $work/out and $work/err
run() {
    wanted=$1
    shift
    "$akscope" --arm-endpoint "$url" "$@" >"$work/out" 2>"$work/err"
    ended=$?
    cat "$work/err"
    [ $ended -eq "$wanted" ]
}
lists_all() { run 0 get clusters -o csv && [ "$(wc -l <"$work/out")" -eq 13 ]; }
scales() { run 0 pool scale batch --cluster payments-prod --node-count 1 --yes && grep -q "done: scale batch" "$work/err"; }
is_here_alone() { ! curl -s -o "$work/none" "http://127.0.0.1:$port/"; }
names_address() { run 5 get clusters && grep -q '::1' "$work/err"; }

start_sim --ipv6 --page-size 3 --time-scale 1000
export AKSCOPE_TOKEN="$token"
check "nobody listens on 127.0.0.1" is_here_alone
check "pages are followed" lists_all
check "a change is sent and followed to its end" scales
stop_sim
check "nobody there: the address is named" names_address

start_sim --ipv6 --tls "$work/tls" --page-size 3
cacert=$work/tls/ca.pem
sign_in
export AKSCOPE_TOKEN="$token" SSL_CERT_FILE="$cacert"
check "over TLS by address" lists_all
unset AKSCOPE_TOKEN
signs_in() { AZURE_TENANT_ID=contoso AZURE_CLIENT_ID=app AZURE_CLIENT_SECRET=any run 0 get clusters; }
check "signing in too" signs_in
stop_sim
plan
