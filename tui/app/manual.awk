# manual.awk: fills the tables of a manual page from what the program itself knows, so that the two
# can't differ.
#
#   awk -f manual.awk -v program=./akscope -v source=DIR PAGE.1.in >PAGE.1
#
# Lines of the page that are replaced:
#   @help SECTION     the rows of that section of `program --help` ("Options": the lines after
#                     "Options:"); "-" stands for the rows before the first section
#   @keys             themes/keys/default.keys beside include/akscope/ui/actions.def
#   @commands         the `:` commands of actions.def
#   @columns VIEW     the ids of the columns of tui/views/VIEW.c
#   @version          the program's version

function escape(text) {
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    gsub(/…/, "\\[u2026]", text)
    if (text ~ /^[.']/)
        text = "\\\\\\&" text
    return text
}

function tagged(tag, text) {
    print ".TP"
    print "\\fB" escape(tag) "\\fR"
    print escape(text)
}

# "  -o, --output FORMAT          table, json" into its two halves; a line that stands further in goes
# on with the row before it.
function help_row(line,    is_rest, at) {
    is_rest = line ~ /^            /
    sub(/^ +/, "", line)
    if (is_rest) {
        print escape(line)
        return
    }
    at = match(line, /  +/)
    if (at == 0) {
        tagged(line, "")
        return
    }
    tagged(substr(line, 1, at - 1), substr(line, at + RLENGTH))
}

function help_section(section,    line, inside, command) {
    inside = section == "-"
    command = program " --help"
    while ((command | getline line) > 0) {
        if (line ~ /^[A-Za-z].*:/)
            inside = index(line, section) == 1
        else if (inside && line ~ /^  /)
            help_row(line)
    }
    close(command)
}

function unquote(text) {
    sub(/^ *"/, "", text)
    sub(/" *$/, "", text)
    return text
}

# The rows of actions.def: AK_ACTION(SYMBOL, "command", "arguments", "help", …), broken over lines.
function read_actions(    file, line, row, parts) {
    file = source "/include/akscope/ui/actions.def"
    while ((getline line < file) > 0) {
        if (line ~ /^AK_ACTION/)
            row = ""
        row = row line
        if (row !~ /^AK_ACTION/ || line !~ /\)$/)
            continue
        split(row, parts, /", *"|, *"|", */)
        order[++actions] = parts[2]
        arguments[parts[2]] = parts[3]
        help[parts[2]] = parts[4]
        row = ""
    }
    close(file)
}

function read_keys(    file, line, at, action) {
    file = source "/themes/keys/default.keys"
    while ((getline line < file) > 0) {
        if (line !~ /^[^;[].* = /)
            continue
        at = index(line, " = ")
        action = substr(line, at + 3)
        keys[action] = keys[action] (action in keys && keys[action] != "" ? ", " : "") \
            substr(line, 1, at - 1)
    }
    close(file)
}

function print_keys(    i) {
    for (i = 1; i <= actions; i++) {
        if (keys[order[i]] != "")
            tagged(keys[order[i]], help[order[i]])
    }
}

function print_commands(    i) {
    for (i = 1; i <= actions; i++)
        tagged(":" order[i] (arguments[order[i]] != "" ? " " arguments[order[i]] : ""),
               help[order[i]])
}

function print_columns(view,    file, line, names) {
    file = source "/tui/views/" view ".c"
    while ((getline line < file) > 0) {
        if (match(line, /^ *\{\.id = "[a-z0-9-]+"/)) {
            sub(/^ *\{\.id = "/, "", line)
            sub(/".*/, "", line)
            names = names (names != "" ? ", " : "") line
        }
    }
    close(file)
    tagged("columns-" view, names)
}

function print_version(    command, line, parts) {
    command = program " --version"
    command | getline line
    close(command)
    split(line, parts, " ")
    return parts[2]
}

BEGIN {
    if (source != "") {
        read_actions()
        read_keys()
    }
}
/^@help / { help_section(substr($0, 7)); next }
/^@keys$/ { print_keys(); next }
/^@columns / { print_columns($2); next }
/^@commands$/ { print_commands(); next }
/^\.TH / { gsub(/@version/, print_version()) }
{ print }
