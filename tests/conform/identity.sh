#!/bin/sh
# identity.sh: akscope's requests for tokens beside those of Microsoft's own library, @azure/identity,
# both pointed at the same endpoints; what differs is listed in identity.js with its reason. Runs only
# where the library is at hand:
#
#   AKSCOPE_IDENTITY_LIBRARY  a folder with it:
#                             npm install --prefix "$AKSCOPE_IDENTITY_LIBRARY" @azure/identity
. "${top_srcdir:?}/tests/conform/sim_lib.sh"

library=${AKSCOPE_IDENTITY_LIBRARY:-}
[ -d "$library/node_modules/@azure/identity" ] ||
    skip_all "AKSCOPE_IDENTITY_LIBRARY names no folder with npm's @azure/identity"
command -v node >/dev/null 2>&1 || skip_all "node is not installed"
command -v openssl >/dev/null 2>&1 || skip_all "openssl is not installed"

# The simulator's folder of certificates serves the other endpoints too.
start_sim --tls "$work/tls"
stop_sim
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 30 \
    -subj /CN=app >"$work/openssl.log" 2>&1 || { echo "Bail out! openssl"; exit 99; }
cat "$work/key.pem" "$work/cert.pem" >"$work/both.pem"
cp "$work/tls/ca.pem" "$work/tls/server.pem" "$work/tls/server-key.pem" "$work"
printf 'eyJ0.eyJ1.c2ln\n' >"$work/federated"
unset AZURE_POD_IDENTITY_AUTHORITY_HOST
akscope=$(cd "${top_builddir:?}" && pwd)/akscope
NODE_PATH=$library/node_modules NODE_EXTRA_CA_CERTS=$work/ca.pem \
    node "$top_srcdir/tests/conform/identity.js" "$work" "$akscope"
