#!/bin/sh
# sign_in.sh: akscope signs in, by each way that the simulator can play, as a person starts it: with
# variables, options and files.
. "${top_srcdir:?}/tests/conform/sim_lib.sh"

akscope=${top_builddir:?}/akscope
[ -x "$akscope" ] && [ -x "$sim" ] || skip_all "akscope is not built"
command -v openssl >/dev/null 2>&1 || skip_all "openssl is not installed"
. "$top_srcdir/tests/support/alone.sh"

openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 30 \
    -subj /CN=app >"$work/openssl.log" 2>&1 || { echo "Bail out! openssl"; exit 99; }
cat "$work/key.pem" "$work/cert.pem" >"$work/both.pem"
openssl pkcs12 -export -inkey "$work/key.pem" -in "$work/cert.pem" -out "$work/app.pfx" -passout pass:s3cret
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/other-key.pem" -out "$work/other.pem" -days 30 \
    -subj /CN=other >"$work/openssl.log" 2>&1
cat "$work/other-key.pem" "$work/other.pem" >"$work/other-both.pem"

# lists VARIABLE=VALUE... [-- OPTION...]: akscope lists the clusters with these in its environment.
lists() {
    split "$@"
    env $variables "$akscope" --arm-endpoint "$url" get clusters -o tsv $options </dev/null >"$work/out" 2>"$work/err"
    status=$?
    cat "$work/err"
    [ "$status" -eq 0 ] && [ "$(wc -l <"$work/out")" -gt 5 ]
}
# refused [STATUS] WORDS VARIABLE=VALUE... [-- OPTION...]: it does not, with these words and that status
# (3 when none is given).
refused() {
    wanted=3
    case $1 in [0-9]) wanted=$1 && shift ;; esac
    words=$1
    shift
    split "$@"
    env $variables "$akscope" --arm-endpoint "$url" get clusters $options </dev/null >"$work/out" 2>"$work/err"
    status=$?
    cat "$work/err"
    [ "$status" -eq $wanted ] && grep -q -- "$words" "$work/err"
}
split() {
    variables=
    options=
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        variables="$variables $1"
        shift
    done
    [ $# -eq 0 ] || shift
    options=$*
}

app="AZURE_TENANT_ID=contoso AZURE_CLIENT_ID=11112222-bbbb-3333-cccc-4444dddd5555"

# ---- a service principal -------------------------------------------------------------------------

start_sim --client-secret right --certificate "$work/cert.pem"
# shellcheck disable=SC2086 # several words
{
    check "a client secret" lists $app AZURE_CLIENT_SECRET=right
    check "a wrong one is told, and what to do" refused \
        'AADSTS7000215: the client secret is wrong; put the secret' $app AZURE_CLIENT_SECRET=wrong
    check "a certificate (PEM)" lists $app AZURE_CLIENT_CERTIFICATE_PATH="$work/both.pem"
    check "a certificate (PFX)" lists $app AZURE_CLIENT_CERTIFICATE_PATH="$work/app.pfx" \
        AZURE_CLIENT_CERTIFICATE_PASSWORD=s3cret
    check "a certificate that the application does not have" refused \
        'AADSTS700027: the certificate is not one' $app AZURE_CLIENT_CERTIFICATE_PATH="$work/other-both.pem"
    check "a tenant that is none" refused 2 'neither an id nor a domain' AZURE_TENANT_ID=a/b \
        AZURE_CLIENT_ID=c AZURE_CLIENT_SECRET=right

    # ---- federation ------------------------------------------------------------------------------

    curl -s -H 'Authorization: Bearer x' "$url/actions/token?audience=api://AzureADTokenExchange" |
        sed 's/.*"value":"\([^"]*\)".*/\1/' >"$work/federated"
    sed 's/..$/AA/' "$work/federated" >"$work/forged"
    curl -s -H 'Authorization: Bearer x' "$url/actions/token?audience=api://other" |
        sed 's/.*"value":"\([^"]*\)".*/\1/' >"$work/other-audience"
    check "a federated token file" lists $app AZURE_FEDERATED_TOKEN_FILE="$work/federated"
    check "one that was tampered with" refused AADSTS700211 $app AZURE_FEDERATED_TOKEN_FILE="$work/forged"
    check "one for somebody else" refused AADSTS700212 $app AZURE_FEDERATED_TOKEN_FILE="$work/other-audience"
    check "a job of GitHub Actions" lists $app ACTIONS_ID_TOKEN_REQUEST_TOKEN=job \
        ACTIONS_ID_TOKEN_REQUEST_URL="$url/actions/token?api-version=2.0"

    # ---- managed identities ----------------------------------------------------------------------

    check "a virtual machine" lists AZURE_POD_IDENTITY_AUTHORITY_HOST="$url"
    check "App Service" lists IDENTITY_ENDPOINT="$url/MSI/token" IDENTITY_HEADER=header
    check "an identity by resource id" lists AZURE_POD_IDENTITY_AUTHORITY_HOST="$url" \
        -- --identity /subscriptions/s/resourceGroups/g/providers/x

    # ---- which one -------------------------------------------------------------------------------

    check "--auth picks one" lists $app AZURE_CLIENT_SECRET=wrong \
        AZURE_POD_IDENTITY_AUTHORITY_HOST="$url" -- --auth managed-identity
    check "and no other is tried then" refused 'AKSCOPE_TOKEN is not set' $app AZURE_CLIENT_SECRET=right \
        -- --auth token
    check "nobody is signed in" refused 'az login' AZURE_TENANT_ID=contoso
}
stop_sim

# ---- faults of Entra ID --------------------------------------------------------------------------

start_sim --fault aadsts:53003
# shellcheck disable=SC2086
check "conditional access" refused 'AADSTS53003: conditional access blocks' $app AZURE_CLIENT_SECRET=s
stop_sim
start_sim --fault status:503:x2@/oauth2/
# shellcheck disable=SC2086
check "a token service that was in trouble twice" lists $app AZURE_CLIENT_SECRET=s
stop_sim
start_sim --fault claims
# shellcheck disable=SC2086
check "a claims challenge is answered" lists $app AZURE_CLIENT_SECRET=s
challenged_in_vain() {
    AKSCOPE_TOKEN=$token run 3 --arm-endpoint "$url" get clusters
}
check "but not for ever: a token that can't answer it is refused" challenged_in_vain
stop_sim

# ---- a person ------------------------------------------------------------------------------------

start_sim --device-interval 1
signs_in() {
    run 0 login --arm-endpoint "$url" --tenant contoso &&
        grep -q '^Signed in as kim@contoso.example, tenant ' "$work/out" &&
        grep -Eq "^To sign in, open $url/devicelogin in a browser and enter the code [A-Z]{9}\.$" "$work/err"
}
is_private() { [ "$(stat -c %a "$work/state/akscope/login.json")" = 600 ]; }
signs_out() { run 0 logout && grep -qx 'Signed out.' "$work/out" && ! grep -q refreshToken.: "$work/state/akscope/login.json"; }
signs_out_again() { run 0 logout && grep -qx 'Nobody was signed in.' "$work/out"; }
check "a person signs in with a code" signs_in
check "it is kept where others can't read it" is_private
check "and serves from then on" lists AZURE_TENANT_ID=
check "after signing out" signs_out
check "it does not" refused 'az login' AZURE_TENANT_ID=
check "signing out again says so" signs_out_again
stop_sim
start_sim --fault aadsts:65004 --device-interval 1
declined() { run 3 login --arm-endpoint "$url" && grep -q 'the sign-in was declined' "$work/err"; }
check "a person declines" declined
stop_sim

# ---- over TLS, with a CA of one's own --------------------------------------------------------------

cacert=$work/tls/ca.pem
start_sim --tls "$work/tls" --client-secret right
# shellcheck disable=SC2086
{
    check "https with --ca-file" lists $app AZURE_CLIENT_SECRET=right -- --ca-file "$cacert"
    check "https with SSL_CERT_FILE" lists $app AZURE_CLIENT_SECRET=right SSL_CERT_FILE="$cacert"
}
distrusts() {
    env AZURE_TENANT_ID=t AZURE_CLIENT_ID=c AZURE_CLIENT_SECRET=right "$akscope" --arm-endpoint "$url" \
        get clusters </dev/null >"$work/out" 2>"$work/err"
    status=$?
    cat "$work/err"
    [ "$status" -eq 5 ] && grep -q 'the secure connection failed' "$work/err"
}
check "without it nothing is sent" distrusts
stop_sim
plan
