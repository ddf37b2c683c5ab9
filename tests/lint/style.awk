# style.awk: see style.sh.

function finding(line, rule, what) {
    printf "%s:%d: %s: %s\n", file, line, rule, what
    bad = 1
}

function leave_file(    name) {
    for (name in macro_line)
        finding(macro_line[name], "macro", name " is function-like and never undefined")
    split("", macro_line)
    if (file ~ /\.c$/ && file ~ /^tui\// && first_include != "\"config.h\"")
        finding(first_line, "include-order", "config.h is not included first")
}

FNR == 1 {
    if (file != "")
        leave_file()
    file = FILENAME
    first_include = ""
    first_line = 1
}

/^#include/ && first_include == "" { first_include = $2; first_line = FNR }

/^#define [A-Za-z_0-9]+\(/ && file !~ /base\/(attributes|err)\.h$/ {
    name = $2
    sub(/\(.*/, "", name)
    macro_line[name] = FNR
}

/^#undef / { delete macro_line[$2] }

/[ \t]$/ { finding(FNR, "white-space", "at the end of the line") }
/\t/ { finding(FNR, "white-space", "a tab") }
/^typedef (struct|union)[^(]*(;|{)/ { finding(FNR, "typedef", "structs are not typedef'd") }
# The words are written apart so that this file passes its own check.
$0 ~ ("(^|[^A-Za-z])(TO" "DO|FIX" "ME|XX" "X|HA" "CK)($|[^A-Za-z])") {
    finding(FNR, "loose-end", "something is left to do")
}

END {
    if (file != "")
        leave_file()
    exit bad
}
