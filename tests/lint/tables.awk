# tables.awk: see tables.sh. First the tables, then all sources, which tell each table's prefix
# (`#define AK_ROLE(symbol, …) AK_ROLE_##symbol`) and which symbols are used.

function finding(place, rule, what) {
    print place ": " rule ": " what
    bad = 1
}

# Cuts "AK_X(a, "b, c", d)" into its columns; strings keep their quotes. Returns how many.
function columns_of(row, columns,    i, c, depth, quoted, count) {
    split("", columns)
    count = 1
    for (i = index(row, "(") + 1; i <= length(row); i++) {
        c = substr(row, i, 1)
        if (c == "\"" && substr(row, i - 1, 1) != "\\")
            quoted = !quoted
        if (!quoted && c == ")" && depth-- == 0)
            break
        if (!quoted && c == "(")
            depth++
        if (!quoted && c == "," && depth == 0)
            count++
        else if (quoted || c !~ /[ \t]/)
            columns[count] = columns[count] c
    }
    return count
}

function is_whole(row,    rest) {
    rest = row
    gsub(/"([^"\\]|\\.)*"/, "", rest)
    return gsub(/\(/, "", rest) == gsub(/\)/, "", rest)
}

function macro_of(row) {
    match(row, /AK_[A-Z_]+/)
    return substr(row, RSTART, RLENGTH)
}

# " * AK_X(symbol, name, help)" in a table's comment gives its columns their names.
function learn_heading(row,    macro, parts, count, i) {
    macro = macro_of(row)
    sub(/.*\(/, "", row)
    sub(/\).*/, "", row)
    count = split(row, parts, /, */)
    width[macro] = count
    for (i = 1; i <= count; i++)
        heading[macro, i] = parts[i]
}

function check_once(place, macro, column, text) {
    if ((macro, column, text) in seen)
        finding(place, "table", text " stands here and in " seen[macro, column, text])
    seen[macro, column, text] = place
}

function check_row(place, row,    macro, columns, count, i) {
    macro = macro_of(row)
    if (!(macro in width)) {
        finding(place, "table", macro " has no heading in the comment of its table")
        return
    }
    count = columns_of(row, columns)
    if (count != width[macro])
        finding(place, "table", macro " has " count " columns, its heading " width[macro])
    check_once(place, macro, 1, columns[1])
    rows++
    row_place[rows] = place
    row_macro[rows] = macro
    row_symbol[rows] = columns[1]
    for (i = 2; i <= count; i++) {
        # A row with a function is bound by the linker; a row of data is found by looking, not by name.
        if (columns[i] ~ /^ak_/ || heading[macro, 1] ~ /^(number|row)$/)
            row_symbol[rows] = ""
        if (heading[macro, i] ~ /^(name|command)/)
            check_once(place, macro, i, columns[i])
        if (heading[macro, i] ~ /^(name|command|title|help|sentence)/ && columns[i] == "\"\"")
            finding(place, "table", columns[1] " has an empty " heading[macro, i])
    }
}

FILENAME ~ /\.def$/ && FNR == 1 { pending = "" }
FILENAME ~ /\.def$/ && /^(\/| )\*.* AK_[A-Z_]+\(.*\)/ { learn_heading($0); next }
FILENAME ~ /\.def$/ && (pending != "" || /^AK_[A-Z_]+\(/) {
    if (pending == "")
        place = FILENAME ":" FNR
    pending = pending $0
    if (is_whole(pending)) {
        check_row(place, pending)
        pending = ""
    }
}

# A generator may have its body on the lines after its name.
/^#define AK_[A-Z_]+\(/ { macro = macro_of($0); defining = 1 }
defining && match($0, /[A-Z][A-Z_0-9]*_##/) && !(macro in prefix) {
    prefix[macro] = substr($0, RSTART, RLENGTH - 2)
}
!/\\$/ { defining = 0 }

{
    # Rows name other rows, whole or bare (a role's parent); sources name them whole.
    line = $0
    if (FILENAME ~ /\.def$/)
        sub(/^AK_[A-Z_]+\([A-Z_0-9]+/, "", line)
    while (match(line, /[A-Z][A-Z_0-9]+/)) {
        if (FILENAME ~ /\.def$/)
            named[substr(line, RSTART, RLENGTH)] = 1
        used[substr(line, RSTART, RLENGTH)] = 1
        line = substr(line, RSTART + RLENGTH)
    }
}

END {
    for (i = 1; i <= rows; i++) {
        if (row_symbol[i] == "")
            continue
        whole = prefix[row_macro[i]] row_symbol[i]
        if (!(whole in used) && !(row_symbol[i] in named))
            finding(row_place[i], "orphan", whole " is used nowhere")
    }
    exit bad
}
