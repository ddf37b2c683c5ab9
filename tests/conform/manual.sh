#!/bin/sh
# manual.sh: the manual pages say what the programs say, and are well-formed.
. "${top_srcdir:?}/tests/conform/sim_lib.sh"

# page_has PAGE PROGRAM: every option of --help has its paragraph.
page_has_options() {
    "$2" --help | sed -n 's/^  *\(-[a-z], \)*\(--[a-z-]*\).*/\2/p' | sort -u >"$work/options"
    [ -s "$work/options" ] || return 1
    while read -r option; do
        escaped=$(printf '%s' "$option" | sed 's/-/\\\\-/g')
        grep -q "^\\\\fB.*$escaped" "$1" || { echo "$option is missing"; return 1; }
    done <"$work/options"
}

has_no_placeholder() {
    ! grep -nE '^@|@version' "$1"
}

# Every action of actions.def with its help is among the commands.
has_commands() {
    sed -n 's/^AK_ACTION([A-Z_]*, "\([^"]*\)".*/\1/p' "$top_srcdir/include/akscope/ui/actions.def" |
        sed 's/-/\\\\-/g' >"$work/commands"
    [ -s "$work/commands" ] || return 1
    while read -r command; do
        grep -q "^\\\\fB:$command" "$1" || { echo "$command is missing"; return 1; }
    done <"$work/commands"
}

is_well_formed() {
    command -v groff >/dev/null 2>&1 || return 0
    groff -man -ww -z -K utf8 "$1" >"$work/groff" 2>&1 && [ ! -s "$work/groff" ] ||
        { cat "$work/groff"; return 1; }
}

for program in akscope akscope-sim; do
    page=$top_builddir/$program.1
    check "$program.1 has every option" page_has_options "$page" "$top_builddir/$program"
    check "$program.1 is filled in" has_no_placeholder "$page"
    check "$program.1 is well-formed" is_well_formed "$page"
done
check "akscope.1 has every command" has_commands "$top_builddir/akscope.1"
plan
