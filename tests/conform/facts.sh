#!/bin/sh
# facts.sh: a person's own facts by command: shown, checked, merged when the program starts.
. "${top_srcdir:?}/tests/conform/sim_lib.sh"

akscope=$top_builddir/akscope
export XDG_CONFIG_HOME="$work/config" XDG_CACHE_HOME="$work/cache" XDG_STATE_HOME="$work/state"
export AKSCOPE_NOW=2026-11-23T12:00:00Z
own=$XDG_CONFIG_HOME/akscope/facts.json
mkdir -p "$XDG_CONFIG_HOME/akscope"

# says CODE TEXT COMMAND...: it ends with the code and says the text, in one of both streams.
says() {
    code=$1 text=$2
    shift 2
    "$@" >"$work/out" 2>&1
    ended=$?
    if [ $ended -ne "$code" ] || ! grep -qF -- "$text" "$work/out"; then
        echo "$* ended with $ended, and said:"
        cat "$work/out"
        return 1
    fi
}

is_json() {
    "$@" >"$work/out" && jq -e . "$work/out" >/dev/null
}

# The end of support of an OS release, by the command.
end_of() {
    "$akscope" facts show "id=$1" -o json | jq -r '.[0].endOfSupport'
}

has_end() {
    end=$(end_of "$1")
    [ "$end" = "$2" ] || { echo "$1 ends $end"; return 1; }
}

check "the built-in facts are shown" says 0 'ubuntu-20.04' "$akscope" facts show kind=os
check "Kubernetes has both its ends" says 0 'Kubernetes 1.33 LTS' "$akscope" facts show 1.33
check "as JSON too" is_json "$akscope" facts show -o json
check "the schema is JSON" is_json "$akscope" facts schema
check "without a file there is nothing to check" says 1 'there is no file' \
    "$akscope" facts validate
check "Ubuntu 22.04 ends as Azure says" has_end ubuntu-22.04 2027-06-30

cat >"$own" <<'END'
{
 "osReleases": [
  {"id": "ubuntu-22.04", "endOfSupport": "2026-12-31"}
 ],
 "retirements": [
  {"id": "no-d4", "name": "No D4ds (policy)", "date": "2026-12-01", "action": "take another size",
   "when": [{"property": "vmSize", "matches": "Standard_D4ds*"}]}
 ]
}
END
check "a file in order is told" says 0 'in order' "$akscope" facts validate
check "Ubuntu 22.04 ends as the policy says" has_end ubuntu-22.04 2026-12-31
check "what is one's own is marked" says 0 'No D4ds (policy)' "$akscope" facts show own:true
check "pools have the policy's end" says 0 '2026-12-31' \
    "$akscope" --demo get pools 'retirement.what=Ubuntu 22.04' -o csv
check "clusters have a policy's end" says 0 'No D4ds (policy)' \
    "$akscope" --demo get clusters -o json
check "Azure is compared with the facts" says 0 'AZURE SAYS' "$akscope" --demo facts compare

printf '{\n "osReleases": [\n  {"id": "ubuntu-22.04", "endOfSuport": "2026-12-31"}]}\n' >"$own"
check "a wrong name is told with its line and the right one" says 2 \
    "$own:3: osReleases[0].endOfSuport: there is no such fact, the nearest is \"endOfSupport\"" \
    "$akscope" facts validate
check "the program does not start with it" says 2 "$own:3: " "$akscope" --demo get pools
check "another file can be checked" says 2 "$work/other.json:1: " sh -c \
    "echo '[]' >'$work/other.json'; '$akscope' facts validate '$work/other.json'"
plan
