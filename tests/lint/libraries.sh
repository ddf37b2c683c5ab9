#!/bin/sh
# libraries.sh: what the built libraries show: each exports ak_ names only, and no object but those
# of app, log and fatal (and the terminal's part of it, restore) keeps mutable state at file scope; but
# for one lock, without which cJSON's global error record is a race. Needs NM and OBJDUMP.
set -u
: "${top_builddir:?}" "${NM:=nm}" "${OBJDUMP:=objdump}"

libraries=
for module in $(sed -n 's/^\([a-z]*\):.*/\1/p' include/akscope/layers.tbl); do
  library=$top_builddir/libak_$module.a
  [ ! -f "$library" ] || libraries="$libraries $library"
done
[ -n "$libraries" ] || { echo "nothing is built"; exit 77; }

bad=0
for library in $libraries; do
  name=$(basename "$library")
  # Symbols with a dot or a leading double underscore are the compiler's own.
  "$NM" -A --defined-only --extern-only "$library" 2>/dev/null |
    "${AWK:-awk}" -v library="$name" '
      $NF !~ /^(ak_|__|_GLOBAL_)/ && $NF !~ /\./ {
        split($1, place, ":")
        printf "%s:%s: export: %s is not an ak_ name\n", library, place[2], $NF
        bad = 1
      }
      END { exit bad }' || bad=1
  case $name in
  libak_app.a) continue ;;
  esac
  # Mutable: .data and .bss, not .data.rel.ro, which holds constants with pointers in them.
  "$OBJDUMP" -t "$library" 2>/dev/null |
    "${AWK:-awk}" -v library="$name" '
      /file format/ { object = $1; sub(/:$/, "", object) }
      object ~ /(^|-)(log|fatal|restore)\.o$/ { next }
      object ~ /json_parse\.o$/ && $NF == "parse_lock" { next }
      / O (\.data|\.bss|\*COM\*)/ && !/ O \.data\.rel\.ro/ && $NF !~ /^(\.|__)/ {
        printf "%s:%s: mutable-state: %s\n", library, object, $NF
        bad = 1
      }
      END { exit bad }' || bad=1
done
exit $bad
