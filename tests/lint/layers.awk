# layers.awk: see layers.sh. First file: the table; then the sources.

function finding(rule, what) {
    printf "%s:%d: %s: %s\n", FILENAME, FNR, rule, what
    bad = 1
}

# The foreign name that covers `header`: "openssl/" covers all of that folder. "" for none.
function foreign_of(header,    name) {
    for (name in is_foreign)
        if (header == name || (name ~ /\/$/ && index(header, name) == 1))
            return name
    return ""
}

function read_table_line(    halves, count, words, module, i) {
    sub(/#.*/, "")
    if ($0 !~ /:/)
        return
    module = $1
    sub(/:$/, "", module)
    sub(/^[^:]*:/, "")
    split($0, halves, "|")
    count = split(halves[1], words, " ")
    for (i = 1; i <= count; i++) {
        if (!(words[i] in known))
            finding("layers-table", module " names " words[i] ", which is not above it")
        allowed[module, words[i]] = 1
    }
    count = split(halves[2], words, " ")
    for (i = 1; i <= count; i++) {
        is_foreign[words[i]] = 1
        owns[module, words[i]] = 1
    }
    known[module] = 1
    allowed[module, module] = 1
}

function enter_file(    parts, count) {
    count = split(FILENAME, parts, "/")
    module = parts[1] == "tui" ? parts[2] : parts[3]
    folder = FILENAME
    sub(/[^\/]*$/, "", folder)
    if (!(module in known) && !(module in reported)) {
        finding("layers", "module " module " has no line in include/akscope/layers.tbl")
        reported[module] = 1
    }
}

function check_own(header,    parts, other, probe) {
    if (header == "config.h")
        return
    if (header ~ /^akscope\//) {
        split(header, parts, "/")
        other = parts[2]
        if (!((module, other) in allowed))
            finding("layers", module " may not include " header)
        return
    }
    # A private header stands beside its source; a table (*.def) beside it too.
    if (index(header, "/") > 0 && index(header, "tui/" module "/") != 1)
        finding("layers", "a private header of another place: " header)
}

function check_foreign(header,    name) {
    name = foreign_of(header)
    if (name != "" && !((module, name) in owns))
        finding("foreign-header", module " does not own <" header ">")
}

FILENAME ~ /layers\.tbl$/ { read_table_line(); next }
FNR == 1 { enter_file() }
/^[ \t]*#[ \t]*include[ \t]*"/ { split($0, quoted, "\""); check_own(quoted[2]) }
/^[ \t]*#[ \t]*include[ \t]*</ { split($0, angled, /[<>]/); check_foreign(angled[2]) }
END { exit bad }
