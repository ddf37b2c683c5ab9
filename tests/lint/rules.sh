#!/bin/sh
# rules.sh: a small tree that breaks every rule of the lint, and a test point for each rule: that it
# is found, at the right place. A lint that finds nothing could just as well be broken.
set -u
: "${top_srcdir:?}" "${top_builddir:?}" "${CC:?}"

tree=$(mktemp -d "${TMPDIR:-/tmp}/akscope-lint.XXXXXX") || exit 99
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/include/akscope/low" "$tree/include/akscope/high" "$tree/tui/low" "$tree/tui/high" \
  "$tree/tests"
ln -s "$top_srcdir/tests/lint" "$tree/tests/lint"

cat >"$tree/include/akscope/layers.tbl" <<'END'
low:  high | foreign.h
high: low |
END

cat >"$tree/include/akscope/high/good.h" <<'END'
/* good.h */
#ifndef AKSCOPE_HIGH_GOOD_H
#define AKSCOPE_HIGH_GOOD_H
enum ak_high { AK_HIGH_NONE };
#define AK_ROW(symbol, help) AK_ROW_##symbol,
#undef AK_ROW
#define AK_PAIR(symbol, a_name, a_help)  \
    AK_PAIR_##symbol,
#undef AK_PAIR
#endif
END

cat >"$tree/include/akscope/low/bad.h" <<'END'
#ifndef WRONG_GUARD
#define WRONG_GUARD
struct ak_low { unknown_type member; };
typedef struct ak_low ak_low_t;
#define AK_TWICE(x) ((x) + (x))
#endif
END

cat >"$tree/include/akscope/low/rows.def" <<'END'
/* rows.def: AK_ROW(symbol, help) */
AK_ROW(ONE, "one")
AK_ROW(ONE, "")
AK_ROW(THREE, "3", 4)
END
cat >"$tree/include/akscope/low/pairs.def" <<'END'
/* pairs.def: AK_PAIR(symbol, name, help) */
AK_PAIR(USED, "used", "u")
AK_PAIR(IDLE, "idle", "i")
END

{
  cat <<'END'
#include <string.h>
#include <foreign.h>
#include "akscope/low/bad.h"
#include "tui/low/other_int.h"
/* strcpy(in, a comment) and "nesting" do not count */
static const char *text(void) { return "strcpy(a, b); if (x) { \" }"; }
void many(int a, int b, int c, int d, int e, int f, int g) { (void)a; }
/* lint-allow parameters: a foreign signature */
void allowed(int a, int b, int c, int d, int e, int f, int g) { (void)a; }
void deep(int a)
{
    if (a)
        for (;;) {
            while (a)
                if (a > 1) {
                    do
                        a--;
                    while (a);
                }
        }
    else if (a > 2)
        a = 3;
    else if (a > 3)
        a = 4;
}
int twisted(int a)
{
    switch (a) {
    case 1:
    case 2:
        return a && a ? 1 : 2;
    case 3:
        return a || a ? 1 : 2;
    }
    return (a && a) || (a && a) || (a ? a : a) || (a && a) || (a && a) || a;
}
void copy(char *to) { strcpy(to, "x"); other.strcpy(to, AK_PAIR_USED); }
void long_one(void)
{
END
  i=0
  while [ $i -lt 60 ]; do
    echo "    ;"
    i=$((i + 1))
  done
  echo "}"
  echo "int ends_with_blank; "
  while [ $i -lt 640 ]; do
    echo "/* line */"
    i=$((i + 1))
  done
} >"$tree/tui/high/bad.c"

cat >"$tree/state.c" <<'END'
int ak_counter = 1;
static int hidden;
const char *const ak_constant[] = {"a", "b"};
int not_ours(void);
int not_ours(void) { return ++hidden; }
END
(cd "$tree" && $CC -c -fPIE state.c -o bad.o && ar rc libak_high.a bad.o)
mkdir -p "$tree/build/tests/lint"
mv "$tree/libak_high.a" "$tree/build/"
cp "$top_builddir/tests/lint/measure" "$tree/build/tests/lint/"

found=$(
  export top_srcdir="$tree" top_builddir="$tree/build" LINT_CFLAGS="-std=c17 -I$tree/include"
  sh "$tree/tests/lint/run.sh" 2>&1
)

number=0
failed=0
point() {
  number=$((number + 1))
  echo "$1 $number - $2"
  [ "$1" = ok ] || failed=1
}
# finds WHAT TEXT: the report has a line that starts with TEXT.
finds() {
  if printf '%s\n' "$found" | grep -qF -- "$2"; then point ok "finds $1"; else point "not ok" "finds $1"; fi
}
# passes WHAT TEXT: the report has no line with TEXT.
passes() {
  if printf '%s\n' "$found" | grep -qF -- "$2"; then point "not ok" "passes $1"; else point ok "passes $1"; fi
}

finds "a layer that names one above it" "include/akscope/layers.tbl:1: layers-table: low names high"
finds "a foreign header outside its owner" "tui/high/bad.c:2: foreign-header: high"
finds "another module's private header" "tui/high/bad.c:4: layers: a private header"
finds "a source that does not start with config.h" "tui/high/bad.c:1: include-order"
finds "a guard that is not made from the path" "include/akscope/low/bad.h:1: header-guard"
finds "a header that does not compile alone" "include/akscope/low/bad.h:1: lone-header"
finds "a typedef of a struct" "include/akscope/low/bad.h:4: typedef"
finds "a function-like macro" "include/akscope/low/bad.h:5: macro: AK_TWICE"
passes "a macro that makes rows of a table" "macro: AK_ROW"
passes "a header without fault" "high/good.h"
finds "too many parameters" "tui/high/bad.c:7: parameters: many: 7"
passes "what a comment allows" "parameters: allowed"
finds "deep nesting without braces" "nesting: deep: 5"
finds "too many branches" "complexity: twisted: 17"
finds "a banned call" "tui/high/bad.c:37: banned-call: strcpy"
passes "a banned name in a comment or string" "tui/high/bad.c:5: banned-call"
finds "a long function" "function-length: long_one: 63"
finds "a long file" "file-length: lines"
finds "white space at the end of a line" "white-space: at the end"
finds "a symbol said twice in a table" "include/akscope/low/rows.def:3: table: ONE stands here"
finds "an empty help" "include/akscope/low/rows.def:3: table: ONE has an empty help"
finds "a row of another width" "include/akscope/low/rows.def:4: table: AK_ROW has 3 columns"
finds "a row that nothing uses" "include/akscope/low/rows.def:4: orphan: AK_ROW_THREE"
finds "one of a generator with two lines" "include/akscope/low/pairs.def:3: orphan: AK_PAIR_IDLE"
passes "one that is used" "include/akscope/low/pairs.def:2: orphan"
finds "a library that exports a foreign name" "libak_high.a:bad.o: export: not_ours"
finds "mutable state" "libak_high.a:bad.o: mutable-state: ak_counter"
finds "hidden mutable state" "libak_high.a:bad.o: mutable-state: hidden"
passes "a constant with pointers" "mutable-state: ak_constant"
echo "1..$number"
[ $failed -eq 0 ] && exit 0
printf "%s\n" "$found" | sed 's/^/# /'
exit $failed
