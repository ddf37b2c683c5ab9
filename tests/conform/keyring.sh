#!/bin/sh
# keyring.sh: a sign-in is kept in a real keyring, on a bus of its own; and in the file where there is
# none, or none that can be used.
if [ -z "${KEYRING_TEST_BUS-}" ]; then
    for program in dbus-run-session dbus-send dbus-monitor gnome-keyring-daemon; do
        command -v $program >/dev/null 2>&1 || { echo "1..0 # SKIP $program is not installed"; exit 0; }
    done
    KEYRING_TEST_BUS=yes exec dbus-run-session -- sh "$0"
fi
bus=$DBUS_SESSION_BUS_ADDRESS
. "${top_srcdir:?}/tests/conform/sim_lib.sh"

akscope=${top_builddir:?}/akscope
[ -x "$akscope" ] && [ -x "$sim" ] || skip_all "akscope is not built"
grep -q '^#define HAVE_KEYRING' "$top_builddir/config.h" || skip_all "built without a keyring"
. "$top_srcdir/tests/support/alone.sh"

DBUS_SESSION_BUS_ADDRESS=$bus XDG_DATA_HOME=$work/data XDG_RUNTIME_DIR=$work/runtime
export DBUS_SESSION_BUS_ADDRESS XDG_DATA_HOME XDG_RUNTIME_DIR
export AKSCOPE_LOG="$work/log" AKSCOPE_LOG_LEVEL=debug
mkdir -m 700 "$work/runtime" "$work/data"
file=$work/state/akscope/login.json
keyring_pid=
monitor_pid=

stop_keyring() {
    [ -n "$keyring_pid" ] || return 0
    kill "$keyring_pid" 2>/dev/null
    wait "$keyring_pid" 2>/dev/null
    keyring_pid=
}
end() {
    [ -z "$monitor_pid" ] || kill "$monitor_pid"
    stop_keyring
    finish
}
trap end EXIT

# on_bus METHOD ARGUMENT...: asks the bus itself.
on_bus() {
    method=$1
    shift
    dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus \
        "org.freedesktop.DBus.$method" "$@"
}
# start_keyring OPTION...: a keyring, and not the one that the bus would start.
start_keyring() {
    # Without a newline, which would be part of the password.
    printf 'a password' | gnome-keyring-daemon --foreground --components=secrets "$@" >"$work/keyring.log" 2>&1 &
    keyring_pid=$!
    await keyring_is_there "$work/keyring.log"
}
keyring_is_there() { on_bus NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -q 'boolean true'; }
monitor_is_there() { grep -q NameLost "$work/calls"; }
# await CONDITION LOG: until it is met.
await() {
    tries=0
    until "$1"; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] || { echo "Bail out! $1: $(cat "$2")"; exit 99; }
        sleep 0.05
    done
}

# items: the sign-ins that the keyring has, with their secrets.
items() {
    secret-tool search --all xdg:schema akscope.login 2>&1
}
login() { run 0 login --arm-endpoint "$url" "$@"; }
lists() { run 0 --arm-endpoint "$url" get clusters && [ "$(wc -l <"$work/out")" -gt 5 ]; }
in_keyring() { cat "$file" && grep -q '"keyring": true' "$file" && ! grep -q refreshToken "$file"; }
in_file() {
    cat "$file" "$work/log" && grep -q '"refreshToken": "..*"' "$file" && ! grep -q '"keyring"' "$file" &&
        [ "$(stat -c %a "$file")" = 600 ]
}
token_of_file() { sed -n 's/.*"refreshToken": "\([^"]*\)".*/\1/p' "$file"; }
# has_no TEXT: nowhere but in the keyring.
has_no() { [ -n "$1" ] && ! grep -rlaF -- "$1" "$work/state" "$work/log" "$work/cache" "$work/out" "$work/err"; }
start_sim --device-interval 1

# ---- a keyring that is open ----------------------------------------------------------------------

start_keyring --unlock
signs_in() { login && grep -q '^Signed in as kim@contoso.example' "$work/out" && in_keyring; }
check "a person signs in: the token is in the keyring, and not in the file" signs_in
check "the file is private all the same" test "$(stat -c %a "$file")" = 600
if command -v secret-tool >/dev/null 2>&1; then
    token=$(items | sed -n 's/^secret = //p')
    check "the keyring has one, under its name" grep -qx "label = akscope: sign-in at $url" <<END
$(items)
END
    check "the token is nowhere else" has_no "$token"
fi
check "the next command signs in by it" lists
check "and renews it in the keyring" in_keyring
doctor_says() {
    "$akscope" --arm-endpoint "$url" doctor </dev/null >"$work/out" 2>&1
    cat "$work/out"
    grep -q 'akscope login (kim@contoso.example, in the keyring)' "$work/out"
}
check "the doctor says where it is" doctor_says
to_file() { AKSCOPE_KEYRING=no lists && in_file; }
check "keyring = no: the next renewal goes to the file" to_file
check "which serves, and moves back to the keyring" lists
check "where it is then" in_keyring
signs_out() { run 0 logout && grep -qx 'Signed out.' "$work/out" && ! grep -q authority "$file"; }
check "logout removes it" signs_out
if command -v secret-tool >/dev/null 2>&1; then
    is_empty() { items; ! items | grep -q .; }
    check "from the keyring too" is_empty
fi
nobody() { run 0 logout && grep -qx 'Nobody was signed in.' "$work/out"; }
check "then nobody is signed in" nobody
check "a person signs in again" signs_in
cp "$file" "$work/kept.json"
signs_out_for_good() { run 0 logout && cp "$work/kept.json" "$file"; }
check "and the keyring loses it" signs_out_for_good
is_lost() {
    run 3 --arm-endpoint "$url" get clusters &&
        grep -q 'the keyring has no sign-in any more; run `akscope login`' "$work/err"
}
check "which is told" is_lost
check "signing in mends it" signs_in

# ---- a keyring that is locked --------------------------------------------------------------------

stop_keyring
start_keyring
dbus-monitor --session "destination='org.freedesktop.secrets'" >"$work/calls" 2>&1 &
monitor_pid=$!
await monitor_is_there "$work/calls"
is_locked() {
    run 3 --arm-endpoint "$url" get clusters && grep -q 'it is locked; unlock it, or run `akscope login` again' "$work/err"
}
check "a locked keyring is told" is_locked
left_over() {
    run 3 logout && grep -qx 'Signed out.' "$work/out" && grep -q 'left in the keyring (it is locked)' "$work/err"
}
check "signing out says that a token is left in it" left_over
locked_to_file() { login && in_file; }
check "signing in uses the file" locked_to_file
check "which serves" lists
asks_nobody() {
    grep -o 'member=[A-Za-z]*' "$work/calls" | sort | uniq -c
    grep -q 'member=OpenSession' "$work/calls" && ! grep -Eq 'member=(Unlock|Prompt|CreateItem|CreateCollection)' "$work/calls"
}
check "nobody was asked for a password" asks_nobody
stop_keyring
start_keyring --unlock
check "once it is open, a renewal moves the token there" lists
check "and out of the file" in_keyring
check "what was left is removed with it" signs_out

# ---- a keyring that hangs ------------------------------------------------------------------------

check "a person signs in once more" signs_in
kill -STOP "$keyring_pid"
hangs() { run 3 --arm-endpoint "$url" get clusters && grep -q 'it does not answer; unlock it, or' "$work/err"; }
check "a keyring that hangs is told" hangs
check "signing in uses the file" locked_to_file
kill -CONT "$keyring_pid"
check "and all is removed when it goes on" signs_out
stop_keyring

# ---- no keyring ----------------------------------------------------------------------------------

printf '#!/bin/sh\ntouch "%s"\nexit 1\n' "$work/launched" >"$work/dbus-launch"
chmod +x "$work/dbus-launch"
# With a display, which GLib wants for starting one.
no_bus() (unset DBUS_SESSION_BUS_ADDRESS && export DISPLAY=:77 && login && in_file)
bad_bus() (DBUS_SESSION_BUS_ADDRESS=unix:path=$work/nowhere && login && in_file)
fast_logout() (DBUS_SESSION_BUS_ADDRESS=unix:path=$work/nowhere && run 0 logout)
check "no bus: the file, which is private" no_bus
starts_no_bus() { [ ! -e "$work/launched" ]; }
check "and no bus is started" starts_no_bus
check "signing out of it" fast_logout
check "a bus that is gone: the file" bad_bus
check "signing out of that" fast_logout
not_wanted() { login --keyring=no && in_file; }
start_keyring --unlock
check "--keyring=no: the file" not_wanted
check "signing out of that" signs_out
stop_keyring
stop_sim
plan
