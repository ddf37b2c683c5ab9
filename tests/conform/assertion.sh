#!/bin/sh
# assertion.sh: the assertions that akscope signs with a certificate, judged by OpenSSL's command
# line: signature, thumbprint and claims, from each kind of file that people have.
. "${top_srcdir:?}/tests/conform/sim_lib.sh"

tool=$(cd "${top_builddir:?}" && pwd)/tests/conform/make_assertion
[ -x "$tool" ] || skip_all "make_assertion is not built"
now=$(($(date +%s) + 2 * 86400)) # when a certificate of one day has expired
make() { "$tool" $now "$@"; }
command -v openssl >/dev/null 2>&1 || skip_all "openssl is not installed"

cd "$work" || exit 99
{
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 3650 -subj /CN=app
    openssl req -x509 -newkey rsa:2048 -nodes -keyout other-key.pem -out other.pem -days 3650 -subj /CN=other
    openssl req -x509 -newkey rsa:2048 -nodes -keyout old-key.pem -out old.pem -days 1 -subj /CN=old
    openssl ecparam -name prime256v1 -genkey -noout -out ec-key.pem
    openssl req -x509 -new -key ec-key.pem -out ec.pem -days 3650 -subj /CN=ec
    openssl rsa -in key.pem -out traditional.pem -traditional
    openssl pkcs8 -topk8 -in key.pem -out encrypted.pem -passout pass:s3cret
    openssl pkcs12 -export -inkey key.pem -in cert.pem -out plain.pfx -passout pass:
    openssl pkcs12 -export -inkey key.pem -in cert.pem -certfile other.pem -out secret.pfx -passout pass:s3cret
} >openssl.log 2>&1 || { echo "Bail out! openssl: $(tail -n 1 openssl.log)"; exit 99; }
cat key.pem cert.pem >both.pem
cat cert.pem key.pem >cert-first.pem
cat other.pem traditional.pem cert.pem >chain.pem
cat encrypted.pem cert.pem >encrypted-both.pem
cat ec-key.pem ec.pem >ec-both.pem
cat old-key.pem old.pem >old-both.pem
cat key.pem other.pem >stranger.pem
openssl x509 -in cert.pem -noout -pubkey >public.pem

# part N FILE: a part of the token, base64url undone.
part() {
    text=$(cut -d . -f "$1" "$2" | tr -- '-_' '+/')
    while [ $((${#text} % 4)) -ne 0 ]; do text=$text=; done
    printf '%s' "$text" | openssl base64 -d -A
}

# holds ALGORITHM FILE PASSWORD [chain]
holds() {
    algorithm=$1
    shift
    make "$1" "$2" "$algorithm" ${3:+"$3"} >jwt || return 1
    part 3 jwt >signature
    cut -d . -f 1,2 jwt | tr -d '\n' >signed
    case $algorithm in
    PS256) set -- -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest ;;
    RS256) set -- -sigopt rsa_padding_mode:pkcs1 ;;
    esac
    openssl dgst -sha256 "$@" -verify public.pem -signature signature signed | grep -q 'Verified OK'
}

has_header() {
    thumbprint=$(openssl x509 -in cert.pem -outform DER | openssl dgst -sha256 -binary | openssl base64 -A |
        tr -- '+/' '-_' | tr -d =)
    part 1 jwt >header
    cat header
    grep -qF "{\"alg\":\"$1\",\"typ\":\"JWT\",\"x5t#S256\":\"$thumbprint\"" header
}

# The claims of "Microsoft identity platform application authentication certificate credentials".
has_claims() {
    part 2 jwt >payload
    cat payload
    uuid='[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
    app=11112222-bbbb-3333-cccc-4444dddd5555
    sed -E "s/\"jti\":\"$uuid\"/JTI/" payload | tr ',' '\n' >claims
    printf '{"aud":"https://login.microsoftonline.com/contoso/oauth2/v2.0/token"\n"exp":%s\n"iat":%s\n' \
        $((now + 600)) $now >wanted
    printf '"iss":"%s"\nJTI\n"nbf":%s\n"sub":"%s"}' $app $now $app >>wanted
    diff wanted claims
}

sends_chain() {
    holds PS256 chain.pem - chain && part 1 jwt >header &&
        own=$(openssl x509 -in cert.pem -outform DER | openssl base64 -A) &&
        next=$(openssl x509 -in other.pem -outform DER | openssl base64 -A) &&
        grep -qF "\"x5c\":[\"$own\",\"$next\"]" header
}
sends_no_chain() { holds PS256 chain.pem - && part 1 jwt >header && ! grep -q x5c header; }
differ() { make both.pem - PS256 >first && make both.pem - PS256 >second && ! cmp -s first second; }

# says WORDS FILE PASSWORD
says() {
    ! make "$2" "$3" PS256 >out 2>err && [ ! -s out ] && cat err && grep -q -- "$1" err
}

for algorithm in PS256 RS256; do
    check "$algorithm of a PEM file verifies" holds $algorithm both.pem -
    check "its header names the certificate" has_header $algorithm
    check "its claims are as documented" has_claims
done
check "the certificate may stand first" holds PS256 cert-first.pem -
check "a key of the older form, and the certificate last" holds PS256 chain.pem -
check "an encrypted key" holds PS256 encrypted-both.pem s3cret
check "a PFX file without password" holds PS256 plain.pfx -
check "a PFX file with a password" holds RS256 secret.pfx s3cret
check "its header names the certificate" has_header RS256
check "the chain is sent when it is asked for, the own certificate first" sends_chain
check "and is not otherwise" sends_no_chain
check "no assertion is like another" differ
check "a wrong password is told" says 'AZURE_CLIENT_CERTIFICATE_PASSWORD' encrypted-both.pem wrong
check "a missing password too" says 'AZURE_CLIENT_CERTIFICATE_PASSWORD' encrypted-both.pem -
check "and that of a PFX file" says 'AZURE_CLIENT_CERTIFICATE_PASSWORD' secret.pfx wrong
check "a file that is not there" says 'none.pem' none.pem -
check "a file that is something else" says 'neither PEM nor PFX' /bin/sh -
check "a certificate without key" says 'no private key' cert.pem -
check "a key without certificate" says 'no certificate' key.pem -
check "a key of another certificate" says 'belongs to none' stranger.pem -
check "a key that Entra ID does not take" says 'not RSA' ec-both.pem -
check "a certificate that has expired" says 'has expired' old-both.pem -
plan
