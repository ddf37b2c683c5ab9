# sim_lib.sh: what the tests of akscope-sim share: a simulator of its own in a folder of its own,
# requests with a token, and TAP. Sourced; `top_builddir` names the build.

work=$(mktemp -d) || exit 99
sim=${top_builddir:-.}/akscope-sim
sim_pid=
count=0
# where nobody answers: the machine's own identity is none of the tests'
export AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:1

finish() {
    stop_sim
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 99' HUP INT TERM

skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}

# check DESCRIPTION COMMAND...: one line of TAP by the command's exit status.
check() {
    description=$1
    shift
    count=$((count + 1))
    if "$@" >"$work/check.log" 2>&1; then
        echo "ok $count - $description"
    else
        echo "not ok $count - $description"
        echo "# $*"
        sed 's/^/# /' "$work/check.log" | head -n 20
        [ ! -f "$work/body" ] || sed 's/^/# body: /' "$work/body" | cut -c 1-600 | head -n 5
    fi
}

plan() {
    echo "1..$count"
}

# start_sim OPTION...: sets $url, and $token by signing in. Waits for the port file by name, which
# appears whole.
start_sim() {
    rm -f "$work/port"
    "$sim" --quiet --port-file "$work/port" "$@" 2>"$work/sim.err" &
    sim_pid=$!
    tries=0
    while [ ! -f "$work/port" ]; do
        tries=$((tries + 1))
        if [ $tries -gt 600 ] || ! kill -0 "$sim_pid" 2>/dev/null; then
            echo "Bail out! akscope-sim did not start: $(cat "$work/sim.err")"
            exit 99
        fi
        sleep 0.05
    done
    port=$(cat "$work/port")
    case " $* " in
    *" --ipv6 --tls "*) url=https://[::1]:$port ;;
    *" --ipv6 "*) url=http://[::1]:$port ;;
    *" --tls "*) url=https://localhost:$port ;;
    *) url=http://127.0.0.1:$port ;;
    esac
    sign_in
}

# stop_sim: ends it with SIGTERM; its exit status in $sim_status.
stop_sim() {
    sim_status=
    if [ -n "$sim_pid" ]; then
        kill "$sim_pid" 2>/dev/null
        wait "$sim_pid"
        sim_status=$?
        sim_pid=
    fi
}

sign_in() {
    token=$(curl -s -g ${cacert:+--cacert "$cacert"} -H 'secret: any' \
        "$url/MSI/token/?resource=https://management.core.windows.net/&api-version=2017-09-01" |
        sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
}

# get PATH [CURL OPTION...]: the body in $work/body, headers in $work/headers, the status in $status,
# curl's own in $curl_status.
get() {
    path=$1
    shift
    status=$(curl -s -g -m 20 ${cacert:+--cacert "$cacert"} -o "$work/body" -D "$work/headers" \
        -w '%{http_code}' ${token:+-H "Authorization: Bearer $token"} "$@" "$url$path")
    curl_status=$?
}

# answers STATUS PATTERN PATH [CURL OPTION...]: the request has that status, and a body with the
# pattern (a basic regular expression).
answers() {
    wanted_status=$1
    wanted_pattern=$2
    shift 2
    get "$@"
    echo "status $status, wanted $wanted_status; the body should have: $wanted_pattern"
    [ "$status" = "$wanted_status" ] && grep -q -- "$wanted_pattern" "$work/body"
}

# header PATTERN: the last answer has a header line like that, in any letter case.
header() {
    cat "$work/headers"
    grep -qi -- "^$1" "$work/headers"
}

lacks_header() {
    ! header "$1"
}
