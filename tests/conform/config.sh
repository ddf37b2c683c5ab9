#!/bin/sh
# config.sh: settings by command: what holds, where it comes from, and what is said of wrong ones.
. "${top_srcdir:?}/tests/conform/sim_lib.sh"

akscope=$top_builddir/akscope
. "${top_srcdir:?}/tests/support/alone.sh"
config=$XDG_CONFIG_HOME/akscope/config.ini

# The value, or the origin, of a setting, by the command with these options.
told() {
    field=$1 name=$2
    shift 2
    "$akscope" config show --origin -o json "$@" | jq -c ".[] | select(.name == \"$name\") | .$field"
}
is_told() {
    wanted=$1
    shift
    got=$(told "$@")
    [ "$got" = "$wanted" ] || { echo "it is $got, not $wanted"; return 1; }
}

# ---- where a value comes from --------------------------------------------------------------------

cat >"$config" <<'END'
; a comment
[akscope]
refresh = 60
theme = light
subscriptions = prod-*
subscriptions = !sandbox-*, One Two
mouse = on
[keys]
Ctrl-q = quit
[keys.list]
x = down
END

each_setting_once() {
    run 0 config show -o tsv && [ "$(cut -f 1 "$work/out" | sort | uniq -d)" = "" ] &&
        [ "$(grep -c . "$work/out")" -eq $(($(grep -c '^AK_SETTING(' "$top_srcdir/include/akscope/conf/settings.def") + 3)) ]
}
defaults() {
    is_told 20 value timeout && is_told '"default"' origin timeout &&
        is_told '""' value tenant && is_told '[]' value read-only-clusters
}
the_file() {
    is_told 60 value refresh && is_told "\"$config:3\"" origin refresh &&
        is_told true value mouse && is_told "\"$config:7\"" origin mouse &&
        is_told '["prod-*","!sandbox-*","One Two"]' value subscriptions &&
        is_told "\"$config:6\"" origin subscriptions
}
the_environment() {
    AKSCOPE_REFRESH=90 is_told 90 value refresh &&
        AKSCOPE_REFRESH=90 is_told '"AKSCOPE_REFRESH"' origin refresh
}
an_option() {
    AKSCOPE_REFRESH=90 is_told 45 value refresh --refresh 45 &&
        AKSCOPE_REFRESH=90 is_told '"--refresh"' origin refresh --refresh=45
}
keys() {
    is_told '"quit"' value '[keys] Ctrl-q' && is_told "\"$config:9\"" origin '[keys] Ctrl-q' &&
        is_told '"down"' value '[keys.list] x'
}

check "each setting has a row, and so has each key" each_setting_once
check "what nobody sets has its default" defaults
check "a file sets, and its line is told" the_file
check "a variable wins over the file" the_environment
check "an option wins over the variable" an_option
check "keys of the file are settings too" keys

# ---- formats -------------------------------------------------------------------------------------

table() {
    run 0 config show --origin subscriptions && cat "$work/out" &&
        grep -q '^SETTING  *VALUE  *ORIGIN$' "$work/out" &&
        grep -q "^subscriptions  prod-\*, !sandbox-\*, One Two  .*/config.ini:6\$" "$work/out"
}
table_without() { run 0 config show mouse && printf 'SETTING  VALUE\nmouse    yes\n' | cmp - "$work/out"; }
csv() {
    run 0 config show name=theme -o csv --origin &&
        printf 'name,value,origin\r\ntheme,light,%s:4\r\n' "$config" | cmp - "$work/out"
}
filters() { run 0 config show "origin:config.ini" --origin -o tsv && [ "$(grep -c . "$work/out")" -eq 7 ]; }
wrong_filter() { run 2 config show nmae:x && grep -q 'did you mean name' "$work/err"; }
wrong_option() { run 2 get pools --origin && grep -q 'means nothing' "$work/err"; }
no_secret() {
    AKSCOPE_TOKEN=canary-token AZURE_CLIENT_SECRET=canary-secret run 0 config show --origin -o json &&
        ! grep -q canary "$work/out"
}
is_safe() {
    printf '[akscope]\nteam-tag = a\033[31mb\nsubscriptions = c\033d\n' >"$config"
    run 0 config show --origin && ! grep -q "$(printf '\033')" "$work/out" &&
        grep -q 'team-tag .*a.*b' "$work/out"
}
where() { run 0 config path && [ "$(cat "$work/out")" = "$config" ]; }
nowhere() {
    (unset XDG_CONFIG_HOME HOME && run 1 config path && grep -q 'neither' "$work/err")
}

check "a table with origins" table
check "and one without" table_without
check "as CSV" csv
check "filters choose among them, by origin too" filters
check "a filter on no field names the nearest" wrong_filter
check "--origin is of this command alone" wrong_option
check "no secret is among them" no_secret
check "control characters don't reach the terminal" is_safe
check "where the file is" where
check "nowhere without a home" nowhere

# ---- what is wrong -------------------------------------------------------------------------------

# refuses TEXT LINE...: with these lines as the file any command ends with 2 and says the text.
refuses() {
    text=$1
    shift
    printf '%s\n' "$@" >"$config"
    run 2 config show && [ ! -s "$work/out" ] && grep -qF -- "$config:$text" "$work/err"
}

check "a section" refuses '2: there is no section [akscop]; did you mean [akscope]?' '[akscop]' 'mouse = on'
check "a name" refuses '2: there is no setting "thme"; did you mean "theme"?' '[akscope]' 'thme = dark'
check "a number" refuses '1: soon-days: "many" is not a number from 1 to 3650' 'soon-days = many'
check "a number out of bounds" refuses '2: refresh: "4" is not a number from 5 to 3600' '' 'refresh = 4'
check "a switch" refuses '1: mouse: "perhaps" is neither yes nor no' 'mouse = perhaps'
check "no pair" refuses '2: expected `name = value`, `[section]` or a comment' '[akscope]' 'theme'
check "a column" refuses '1: columns-clusters: there is no column "nmae"; did you mean "name"?' \
    'columns-clusters = k8s, nmae'
check "a column that is like none" refuses '1: columns-sizes: there is no column "x"; there are size, vcpus, memory' \
    'columns-sizes = x'
check "a column twice" refuses '1: columns-pools: the column "OS" is there twice' 'columns-pools = os, OS'
check "an action" refuses '2: keys: there is no action "qiut"; did you mean "quit"?' '[keys]' 'x = qiut'
check "a key" refuses '2: keys: "Ctrl-Shift-x" is no key' '[keys]' 'Ctrl-Shift-x = quit'
check "a scope of keys" refuses '2: keys: there is no section [lists]; did you mean [list]?' '[keys.lists]' 'x = quit'

# What only those can tell who use it.
refuses_to_ask() {
    text=$1
    printf '[akscope]\n%s\n' "$2" >"$config"
    run 2 get pools && grep -qF -- "$config:2: $text" "$work/err"
}
check "a cloud" refuses_to_ask 'cloud: there is no cloud "AzureClod"' 'cloud = AzureClod'
check "a credential" refuses_to_ask 'auth: there is no credential "azurecli" (there are token' 'auth = azurecli'
check "an endpoint" refuses_to_ask 'arm-endpoint: the cloud' 'arm-endpoint = ftp://x'
check "a file of certificates" refuses_to_ask 'ca-file: CA file /nowhere: no such file' 'ca-file = /nowhere'
rm "$config"
of_option() { run 2 get pools --auth azurecli && grep -qF -- ': --auth: there is no credential' "$work/err"; }
check "an option is named as it was written" of_option
plan
