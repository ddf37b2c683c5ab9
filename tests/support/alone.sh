# alone.sh: surroundings in which akscope finds nothing of the person's who runs the tests: no
# settings, no cache, no sign-in; and a day that stands still. Sourced after sim_lib.sh, whose $work
# is the home.

# The variable of each setting, and whatever signs in; but for sim_lib.sh's, which keeps the machine's
# own identity away.
settings=$(sed -n 's/^AK_SETTING([A-Z_]*, "\([^"]*\)".*/AKSCOPE_\1/p' \
    "${top_srcdir:-.}/include/akscope/conf/settings.def" | tr '[:lower:]-' '[:upper:]_')
sign_ins=$(env | grep -oE '^(AZURE|IDENTITY|IMDS|MSI|ACTIONS)_[A-Z_]+' | grep -vx AZURE_POD_IDENTITY_AUTHORITY_HOST)
# shellcheck disable=SC2086 # lists of words
unset $settings $sign_ins AKSCOPE_TOKEN NO_COLOR TERM
# The keyring is the person's.
unset DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR
HOME=$work XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache PATH=$work:$PATH
AKSCOPE_NOW=2026-11-23T14:05:00Z XDG_STATE_HOME=$work/state
export HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME PATH AKSCOPE_NOW
printf '#!/bin/sh\necho "Please run az login" >&2\nexit 1\n' >"$work/az"
chmod +x "$work/az"
mkdir -p "$work/config/akscope"

# run STATUS OPTION...: output in $work/out, messages in $work/err; no terminal anywhere.
run() {
    wanted_status=$1
    shift
    "$akscope" "$@" </dev/null >"$work/out" 2>"$work/err"
    status=$?
    echo "status $status, wanted $wanted_status"
    cat "$work/err"
    head -n 3 "$work/out"
    [ "$status" -eq "$wanted_status" ]
}
