// identity.js: the requests of akscope's credentials beside those of Microsoft's own library (npm:
// @azure/identity), both pointed at the same endpoints. Used by identity.sh.
//
//   identity.js FOLDER AKSCOPE
//
// FOLDER holds server.pem, server-key.pem and ca.pem (for https://localhost), both.pem (certificate
// and key of an application) and federated (a token). Prints TAP: one line a credential. What
// differs must stand in `reasons`; a reason that nothing needs is a failure too.
'use strict';
const fs = require('fs');
const http = require('http');
const https = require('https');
const path = require('path');
const {spawn} = require('child_process');

const [folder, akscope] = process.argv.slice(2);
const tenant = '11112222-bbbb-3333-cccc-4444dddd5555';
const client = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';
const scope = 'https://management.azure.com//.default';
const app = {AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client};

// Fields that only one of the two sends, and why that is right.
const reasons = [
    ['library', 'form', /^(x-client-|x-ms-lib|x-app)/, 'telemetry of the library'],
    ['library', 'query', /^client-request-id$/, 'an id for support'],
    ['library', 'form', /^client-request-id$/, 'the same again'],
    ['akscope', 'form', /^claims$/, 'says that it can be challenged, as enableCae does'],
];
const used = new Set();

// ---- the endpoints: they take everything, and note it -------------------------------------------

let seen = [];

function parse(text) {
    return Object.fromEntries(new URLSearchParams(text));
}

function answer(origin, url) {
    const paths = [
        [/\/metadata\/endpoints/, {authentication: {loginEndpoint: origin, audiences: ['https://management.azure.com/']}}],
        [/openid-configuration/, {
            issuer: `${origin}/${tenant}/v2.0`, token_endpoint: `${origin}/${tenant}/oauth2/v2.0/token`,
            authorization_endpoint: `${origin}/${tenant}/oauth2/v2.0/authorize`, jwks_uri: `${origin}/keys`}],
        [/\/subscriptions/, {value: []}],
        [/token/, {access_token: 'a.b.c', token_type: 'Bearer', expires_in: '3600', client_id: client,
            expires_on: String(Math.floor(Date.now() / 1000) + 3600), resource: 'https://management.azure.com/'}],
    ];
    return paths.find(([pattern]) => pattern.test(url))[1];
}

function serve(secure) {
    const options = secure ? {key: fs.readFileSync(path.join(folder, 'server-key.pem')),
        cert: fs.readFileSync(path.join(folder, 'server.pem'))} : {};
    const server = (secure ? https : http).createServer(options, (request, response) => {
        let body = '';
        request.on('data', piece => { body += piece; });
        request.on('end', () => {
            const origin = `${secure ? 'https' : 'http'}://${request.headers.host}`;
            if (/token/.test(request.url))
                seen.push({method: request.method, url: request.url, headers: request.headers, body});
            response.setHeader('content-type', 'application/json');
            response.end(JSON.stringify(answer(origin, request.url)));
        });
    });
    return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

// ---- comparing ----------------------------------------------------------------------------------

function decode(jwt) {
    const [header, claims] = jwt.split('.').slice(0, 2)
        .map(part => JSON.parse(Buffer.from(part, 'base64url').toString()));
    return {header, claims};
}

// What is told of a request: its parts by name, each a flat object.
function partsOf(request) {
    // A slash at the end of the path, which the library adds for IMDS, names the same thing.
    const [pathname, query] = request.url.split('?');
    const form = parse(request.body);
    const parts = {line: {method: request.method, path: pathname.replace(/\/$/, '')}, query: parse(query || ''), form, headers: {}};
    for (const name of ['metadata', 'x-identity-header', 'authorization'])
        if (request.headers[name] !== undefined)
            parts.headers[name] = request.headers[name].toLowerCase();
    if (request.method === 'POST')
        parts.headers.type = request.headers['content-type'].split(';')[0];
    if (form.client_assertion && form.client_assertion.startsWith('eyJhbGciOiJQ')) {
        const {header, claims} = decode(form.client_assertion);
        form.client_assertion = 'a signed assertion';
        for (const name of ['exp', 'nbf', 'iat', 'jti'])
            if (claims[name] !== undefined)
                claims[name] = typeof claims[name];
        parts['jwt header'] = header;
        parts['jwt claims'] = claims;
    }
    return parts;
}

function isReasonable(who, part, name) {
    const index = reasons.findIndex(row => row[0] === who && row[1] === part && row[2].test(name));
    if (index >= 0)
        used.add(index);
    return index >= 0;
}

// The differences that have no reason.
function compare(library, ours) {
    const found = [];
    const a = partsOf(library), b = partsOf(ours);
    for (const part of new Set([...Object.keys(a), ...Object.keys(b)])) {
        const left = a[part] || {}, right = b[part] || {};
        for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
            if (JSON.stringify(left[name]) === JSON.stringify(right[name]))
                continue;
            const who = left[name] !== undefined ? 'library' : 'akscope';
            if (!isReasonable(who, part, name))
                found.push(`${part} ${name}: the library ${JSON.stringify(left[name])}, akscope ${JSON.stringify(right[name])}`);
        }
    }
    return found;
}

// ---- both sides ---------------------------------------------------------------------------------

// The last request for a token that is noted while `run` runs.
async function noted(run) {
    seen = [];
    await run();
    return seen[seen.length - 1];
}

function runAkscope(origin, variables, options) {
    return new Promise(resolve => {
        const child = spawn(akscope, ['--arm-endpoint', origin, '--ca-file', path.join(folder, 'ca.pem'),
            'get', 'clusters', ...options], {env: {PATH: process.env.PATH, HOME: folder, ...variables}, stdio: 'ignore'});
        child.on('exit', resolve);
    });
}

// The library anew: it keeps tokens, and where it found a machine's identity, for the process.
function freshLibrary() {
    for (const file of Object.keys(require.cache))
        delete require.cache[file];
    return require('@azure/identity');
}

async function main() {
    const secure = await serve(true), plain = await serve(false);
    const origin = `https://localhost:${secure.address().port}`;
    const machine = `http://127.0.0.1:${plain.address().port}`;
    const authority = {authorityHost: origin, disableInstanceDiscovery: true};
    const federated = path.join(folder, 'federated'), both = path.join(folder, 'both.pem');
    const rows = [
        {name: 'a client secret', options: ['--auth', 'environment'],
            variables: {...app, AZURE_CLIENT_SECRET: 'a+b/c =&'},
            make: identity => new identity.ClientSecretCredential(tenant, client, 'a+b/c =&', authority)},
        {name: 'a client certificate', options: ['--cloud', 'AzureCloud'],
            variables: {...app, AZURE_CLIENT_CERTIFICATE_PATH: both, AZURE_AUTHORITY_HOST: origin},
            make: identity => new identity.ClientCertificateCredential(tenant, client, {certificatePath: both}, authority)},
        {name: 'a client certificate with its chain', options: ['--cloud', 'AzureCloud'],
            variables: {...app, AZURE_CLIENT_CERTIFICATE_PATH: both, AZURE_AUTHORITY_HOST: origin,
                AZURE_CLIENT_SEND_CERTIFICATE_CHAIN: 'true'},
            make: identity => new identity.ClientCertificateCredential(tenant, client, {certificatePath: both},
                {...authority, sendCertificateChain: true})},
        {name: 'workload identity', options: [], variables: {...app, AZURE_FEDERATED_TOKEN_FILE: federated},
            make: identity => new identity.WorkloadIdentityCredential({tenantId: tenant, clientId: client,
                tokenFilePath: federated, ...authority})},
        {name: 'App Service', options: [],
            variables: {IDENTITY_ENDPOINT: `${machine}/MSI/token`, IDENTITY_HEADER: 'header'},
            make: identity => new identity.ManagedIdentityCredential()},
        {name: 'App Service, by client id', options: [],
            variables: {IDENTITY_ENDPOINT: `${machine}/MSI/token`, IDENTITY_HEADER: 'header', AZURE_CLIENT_ID: client},
            make: identity => new identity.ManagedIdentityCredential({clientId: client})},
        {name: 'a VM', options: [], variables: {AZURE_POD_IDENTITY_AUTHORITY_HOST: machine},
            make: identity => new identity.ManagedIdentityCredential()},
        {name: 'a VM, by object id', options: ['--identity', `object:${client}`],
            variables: {AZURE_POD_IDENTITY_AUTHORITY_HOST: machine},
            make: identity => new identity.ManagedIdentityCredential({objectId: client})},
        {name: 'a VM, by resource id', options: ['--identity', '/subscriptions/s/resourceGroups/g'],
            variables: {AZURE_POD_IDENTITY_AUTHORITY_HOST: machine},
            make: identity => new identity.ManagedIdentityCredential({resourceId: '/subscriptions/s/resourceGroups/g'})},
    ];
    let failed = 0, number = 0;
    const point = (good, text) => {
        console.log(`${good ? 'ok' : 'not ok'} ${++number} - ${text}`);
        failed += good ? 0 : 1;
    };
    for (const row of rows) {
        Object.assign(process.env, row.variables);
        const theirs = await noted(async () => { await row.make(freshLibrary()).getToken(scope).catch(error => console.log(`# ${error.message}`)); });
        for (const name of Object.keys(row.variables))
            delete process.env[name];
        const ours = await noted(() => runAkscope(origin, row.variables, row.options));
        const found = theirs && ours ? compare(theirs, ours) : [`asked: the library ${!!theirs}, akscope ${!!ours}`];
        found.forEach(line => console.log(`# ${line}`));
        point(found.length === 0, `${row.name}: the request of Microsoft's library`);
    }
    reasons.forEach((row, index) => {
        if (!used.has(index))
            console.log(`# not needed: ${row.slice(0, 3).join(' ')}`);
    });
    point(used.size === reasons.length, 'every difference that is allowed occurs');
    console.log(`1..${number}`);
    process.exit(failed ? 1 : 0);
}

main().catch(error => { console.log(`Bail out! ${error.stack}`); process.exit(99); });
