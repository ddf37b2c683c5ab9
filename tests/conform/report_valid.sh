#!/bin/sh
# The formats of akscope report by their own validators, on three fleets: the demo's, one with names
# that nobody would choose, and an empty one. Each validator is first shown a broken file, which it must
# refuse. Runs only where AKSCOPE_VALIDATORS names a folder with them; each part that is missing is
# skipped:
#
#   npm install --prefix "$AKSCOPE_VALIDATORS" --ignore-scripts \
#       @microsoft/sarif-multitool vnu-jar html-validate ical.js ajv ajv-draft-04 ajv-formats
#   chmod u+x "$AKSCOPE_VALIDATORS"/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
#   junit.xsd   the schema of Jenkins: junit-10.xsd of github.com/jenkinsci/xunit-plugin
#   sarif.json  OASIS' schema: sarif-schema-2.1.0.json of github.com/oasis-tcs/sarif-spec
#
# and xmllint (Debian: libxml2-utils), promtool (prometheus), python3 with prometheus_client and
# icalendar (python3-prometheus-client, python3-icalendar), or these two unpacked into
# $AKSCOPE_VALIDATORS/python, promtool into $AKSCOPE_VALIDATORS/bin.
. "${top_srcdir:-.}/tests/conform/sim_lib.sh"

akscope=${top_builddir:-.}/akscope
tools=${AKSCOPE_VALIDATORS:-}
[ -x "$akscope" ] && [ -x "$sim" ] || skip_all "akscope is not built"
[ -d "$tools" ] || skip_all "AKSCOPE_VALIDATORS names no folder"

PATH=$tools/bin:$PATH
PYTHONPATH=$tools/python${PYTHONPATH:+:$PYTHONPATH}
NODE_PATH=$tools/node_modules
export PYTHONPATH NODE_PATH
scripts=${top_srcdir:-.}/tests/conform
. "${top_srcdir:-.}/tests/support/alone.sh"

# ---- the files -----------------------------------------------------------------------------------

fleets="demo hostile empty"
formats="html sarif junit ics openmetrics json markdown"

write_reports() { # FLEET OPTION...
    fleet=$1
    shift
    for format in $formats; do
        "$akscope" "$@" report -o $format >"$work/$fleet.$format" </dev/null
    done
}
write_all() {
    write_reports demo --demo
    write_reports empty --demo -c nobody
    start_sim --import "$scripts/../screen/names"
    AKSCOPE_TOKEN=$token
    export AKSCOPE_TOKEN
    write_reports hostile --arm-endpoint "$url"
    stop_sim
}
write_all 2>/dev/null
reports_are_written() {
    for fleet in $fleets; do
        for format in $formats; do
            [ -s "$work/$fleet.$format" ] || { echo "$fleet.$format"; return 1; }
        done
    done
}
check "there are reports of each fleet" reports_are_written

# ---- the validators ------------------------------------------------------------------------------

# Each: VALIDATE FILE, status 0 when it is valid.
valid_html_vnu() { java -jar "$tools/node_modules/vnu-jar/build/dist/vnu.jar" --errors-only --format text "$1"; }
valid_html() { "$tools/node_modules/.bin/html-validate" --preset standard "$1"; }
valid_sarif() {
    rm -f "$work/verdict.sarif"
    "$tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool" validate "$1" --output "$work/verdict.sarif" \
        --log ForceOverwrite >"$work/multitool" 2>&1
    cat "$work/multitool"
    [ -s "$work/verdict.sarif" ] && ! grep -qE ': error |error SARIF|error JSON' "$work/multitool" &&
        grep -q 'completed successfully' "$work/multitool"
}
valid_sarif_schema() { node "$scripts/report_valid.js" schema "$tools/sarif.json" "$1"; }
valid_ics_js() { node "$scripts/report_valid.js" ics "$1"; }
valid_ics() { python3 "$scripts/report_valid.py" ics "$1"; }
valid_openmetrics() { python3 "$scripts/report_valid.py" openmetrics "$1"; }
valid_prometheus() { python3 "$scripts/report_valid.py" prometheus "$1"; }
# It would have seconds; nobody counts retirements in seconds.
valid_promtool() {
    promtool check metrics <"$1" >"$work/promtool" 2>&1
    cat "$work/promtool"
    ! grep -vq 'use base unit "seconds" instead of "days"$' "$work/promtool"
}
valid_junit() { xmllint --noout --schema "$tools/junit.xsd" "$1"; }
well_formed() { xmllint --noout "$1"; }

has_module() { node -e "require('$1')" 2>/dev/null; }
has_python() { command -v python3 >/dev/null && python3 -c "import $1" 2>/dev/null; }
has_vnu() { command -v java >/dev/null && [ -f "$tools/node_modules/vnu-jar/build/dist/vnu.jar" ]; }
has_multitool() { [ -x "$tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool" ]; }
has_schema() { [ -f "$tools/sarif.json" ] && has_module ajv-draft-04 && has_module ajv-formats; }
has_xsd() { command -v xmllint >/dev/null && [ -f "$tools/junit.xsd" ]; }

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2 is not there"
}

refuses_broken() { ! "$1" "$work/broken.$2"; }

# validates FORMAT NAME VALIDATOR SED: the validator refuses what SED makes of the demo's file, and
# takes every file as it is.
validates() {
    sed "$4" "$work/demo.$1" >"$work/broken.$1"
    check "$2 refuses a broken file" refuses_broken "$3" "$1"
    for fleet in $fleets; do
        check "$2 takes the report of the $fleet fleet" "$3" "$work/$fleet.$1"
    done
}

if has_vnu; then
    validates html "the W3C's validator" valid_html_vnu 's|<h2>Findings</h2>|<h2>Findings</h3><li>|'
else
    skip "HTML by the W3C's validator" 'vnu-jar or java'
fi
if [ -x "$tools/node_modules/.bin/html-validate" ]; then
    validates html "html-validate" valid_html 's|<h2>Findings</h2>|<h2>Findings</h3><li>|'
else
    skip "HTML by html-validate" html-validate
fi
if has_multitool; then
    validates sarif "Microsoft's SARIF validator" valid_sarif 's|"ruleIndex": 0|"ruleIndex": 99|'
else
    skip "SARIF by Microsoft's validator" '@microsoft/sarif-multitool'
fi
if has_schema; then
    validates sarif "OASIS' schema of SARIF" valid_sarif_schema 's|"text": "Node pool|"txt": "Node pool|'
else
    skip "SARIF by OASIS' schema" 'sarif.json or ajv-draft-04'
fi
if has_module ical.js; then
    validates ics "ical.js" valid_ics_js '/^DTSTART/d'
else
    skip "iCalendar by ical.js" ical.js
fi
if has_python icalendar; then
    validates ics "Python's icalendar" valid_ics '/^UID:/d'
else
    skip "iCalendar by Python's icalendar" icalendar
fi
if has_python prometheus_client.openmetrics; then
    validates openmetrics "OpenMetrics' own parser" valid_openmetrics '/^# EOF/d'
    validates openmetrics "Prometheus' own parser" valid_prometheus 's|^\(akscope_pools\) |\1{x="|'
else
    skip "OpenMetrics by its own parser" prometheus_client
fi
if command -v promtool >/dev/null; then
    validates openmetrics "promtool" valid_promtool 's|^# TYPE akscope_pools gauge|# TYPE akscope_pools gage|'
else
    skip "metrics by promtool" promtool
fi
if has_xsd; then
    validates junit "the schema of JUnit" valid_junit 's| failures="[0-9]*"||'
else
    skip "JUnit by its schema" 'xmllint or junit.xsd'
fi
if command -v xmllint >/dev/null; then
    validates junit "xmllint" well_formed 's|</testcase>||'
else
    skip "XML by xmllint" xmllint
fi
if command -v python3 >/dev/null; then
    valid_json() { python3 -m json.tool "$1" >/dev/null; }
    validates json "Python's JSON parser" valid_json 's|"findings": \[|"findings": |'
else
    skip "JSON by Python" python3
fi
plan
