#!/bin/sh
# secrets.sh: canaries are put where secrets are, and then looked for everywhere that somebody else
# could see: what is printed, the log, the cache, the journal, the environment of children and of
# akscope itself, its arguments, and a core file.
. "${top_srcdir:?}/tests/conform/sim_lib.sh"

akscope=${top_builddir:?}/akscope
[ -x "$akscope" ] && [ -x "$sim" ] || skip_all "akscope is not built"
[ -r /proc/self/environ ] || skip_all "there is no /proc"
. "$top_srcdir/tests/support/alone.sh"

canary=canary-b5f1c7e2
export AKSCOPE_LOG="$work/log" AKSCOPE_LOG_LEVEL=debug

# has_no PLACE...: files and folders that hold no canary; what is not there holds none.
has_no() {
    ! grep -rlaF -- "$canary" "$@" 2>/dev/null
}
# A child that says what it can see, and does not sign in.
cat >"$work/az" <<SCRIPT
#!/bin/sh
cat /proc/\$\$/environ /proc/\$PPID/environ /proc/\$PPID/cmdline >>"$work/seen" 2>&1
echo "\$*" >>"$work/seen"
echo "ERROR: Please run 'az login' to setup account." >&2
exit 1
SCRIPT
chmod +x "$work/az"

everywhere() {
    has_no "$work/out" "$work/err" "$work/log" "$work/cache" "$work/state" "$work/seen"
}

# ---- secrets of the environment ------------------------------------------------------------------

start_sim
children_see_none() {
    rm -f "$work/seen"
    # The secret is refused, so that nothing but az is left to be asked.
    AZURE_CLIENT_SECRET=$canary AZURE_CLIENT_CERTIFICATE_PASSWORD=$canary AZURE_PASSWORD=$canary \
        ACTIONS_ID_TOKEN_REQUEST_TOKEN=$canary IDENTITY_HEADER=$canary AKSCOPE_TOKEN= \
        run 3 --arm-endpoint "$url" get clusters && [ -s "$work/seen" ] && everywhere
}
check "children see no secret in environment or arguments" children_see_none
secret_is_used() {
    AZURE_TENANT_ID=contoso AZURE_CLIENT_ID=app AZURE_CLIENT_SECRET=$canary \
        run 0 --arm-endpoint "$url" get clusters && [ -s "$work/log" ] && everywhere
}
check "a client secret that serves leaves no trace" secret_is_used
# The simulator takes any; the doctor tells of all that it has tried.
doctor_shows_none() {
    AZURE_TENANT_ID=contoso AZURE_CLIENT_ID=app AZURE_CLIENT_SECRET=$canary \
        run 0 --arm-endpoint "$url" doctor -o json && grep -q 'by service principal' "$work/out" &&
        everywhere && AKSCOPE_TOKEN=$canary run 3 --arm-endpoint "$url" doctor && everywhere
}
check "nor does the doctor show it, or a token that is refused" doctor_shows_none
screen_shows_none() {
    AZURE_TENANT_ID=contoso AZURE_CLIENT_ID=app AZURE_CLIENT_SECRET=$canary \
        run 0 --arm-endpoint "$url" --dump 120x36 && grep -q ledger-prod "$work/out" && everywhere
}
check "nor on the screen" screen_shows_none
stop_sim
start_sim --client-secret other
secret_is_refused() {
    AZURE_TENANT_ID=contoso AZURE_CLIENT_ID=app AZURE_CLIENT_SECRET=$canary \
        run 3 --arm-endpoint "$url" get clusters && everywhere
}
check "nor one that is refused" secret_is_refused
token_is_refused() { AKSCOPE_TOKEN=$canary run 3 --arm-endpoint "$url" get clusters && everywhere; }
check "nor a token that is refused" token_is_refused
# Whoever listens says again what it was sent, as a clumsy proxy does.
federated_is_refused() {
    echo "$canary.$canary.$canary" >"$work/federated"
    AZURE_TENANT_ID=contoso AZURE_CLIENT_ID=app AZURE_FEDERATED_TOKEN_FILE=$work/federated \
        run 3 --arm-endpoint "$url" get clusters && everywhere
}
check "nor a federated token" federated_is_refused
stop_sim

# ---- tokens --------------------------------------------------------------------------------------

# The token that was given is no canary of ours: it is read where it was kept, and looked for.
start_sim --device-interval 1
kept_token_is_kept_only() {
    run 0 login --arm-endpoint "$url" || return 1
    canary=$(sed -n 's/.*"refreshToken": "\([^"]*\)".*/\1/p' "$work/state/akscope/login.json")
    [ -n "$canary" ] && run 0 --arm-endpoint "$url" get clusters &&
        has_no "$work/out" "$work/err" "$work/log" "$work/cache" "$work/seen"
}
check "a refresh token is in its file alone" kept_token_is_kept_only
jwt_in() {
    grep -oa 'eyJ[A-Za-z0-9_-]*\.' "$1" 2>/dev/null | head -n 1
}
no_token_anywhere() {
    # Every access token is a JWT: three parts, of which the first begins with {"
    for place in "$work/out" "$work/err" "$work/log"; do
        [ -z "$(jwt_in "$place")" ] || { echo "$place"; return 1; }
    done
}
check "no access token is printed or logged" no_token_anywhere
journal_has_none() {
    run 0 --arm-endpoint "$url" pool scale ledger-prod/api --disable-cluster-autoscaler --node-count 7 --yes --no-wait || return 1
    find "$work/state" -type f ! -name login.json -exec grep -la 'eyJ[A-Za-z0-9_-]*\.' {} + >"$work/found"
    find "$work/state" -type f ! -name 'login.json*' | grep -q . && [ ! -s "$work/found" ]
}
check "nor kept in the journal" journal_has_none
stop_sim

# ---- the running program -------------------------------------------------------------------------

canary=canary-b5f1c7e2
start_sim --fault stall@/subscriptions
own_environment_has_none() {
    AZURE_TENANT_ID=contoso AZURE_CLIENT_ID=app AZURE_CLIENT_SECRET=$canary \
        "$akscope" --arm-endpoint "$url" --timeout 20 get clusters </dev/null >"$work/out" 2>"$work/err" &
    process=$!
    # It has signed in when the stalling request has arrived.
    tries=0
    until grep -q 'auth: service principal: served' "$work/log"; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] || return 1
        sleep 0.05
    done
    cat "/proc/$process/environ" "/proc/$process/cmdline" >"$work/proc" 2>&1
    limit=$(sed -n 's/^Max core file size *\([0-9a-z]*\) .*/\1/p' "/proc/$process/limits")
    (cd "$work" && kill -ABRT $process)
    wait $process 2>/dev/null
    [ "$limit" = 0 ] && has_no "$work/proc"
}
rm -f "$work/log"
check "its own environment holds no secret, and core files are off" own_environment_has_none
no_core() { [ -z "$(find "$work" . -maxdepth 1 -name 'core*' -newer "$work/proc" 2>/dev/null)" ]; }
check "no core file is left by a crash" no_core
stop_sim
plan
