// oav.js: validates what akscope-sim answers with Microsoft's OpenAPI validator (npm: oav) against
// the published specifications, beside what the recorded service answered. Used by oav.sh.
//
//   oav.js walk ENDPOINT TOKEN                  asks for everything that the specifications describe
//   oav.js compare SPECS RECORD CASSETTES...    validates both; ends with 1 where the simulator has a
//                                               kind of finding that the recordings don't have
//
// A finding is named by its code, the definition that it breaks and the property, so that one kind
// is one line however many bodies have it. The recordings are of many API versions: each request is
// validated against the version that the specifications hold.
'use strict';
const fs = require('fs');
const path = require('path');

const aks = '/providers/Microsoft.ContainerService';
const versions = [
    [/microsoft\.containerservice/i, '2023-11-01'],
    [/microsoft\.compute\/skus/i, '2021-07-01'],
    [/microsoft\.compute/i, '2023-09-01'],
    [/microsoft\.features/i, '2021-07-01'],
    [/^\/(subscriptions|tenants)(\/[^/]*(\/locations)?)?$/i, '2022-12-01'],
];

// What no recording shows, and yet is so: the service leaves it out as it does of subscriptions.
const known = ['OBJECT_MISSING_REQUIRED_PROPERTY #/definitions/TenantListResult nextLink'];

// The version in the specifications, or undefined for what they don't describe.
function versionOf(pathname) {
    const row = versions.find(([pattern]) => pattern.test(pathname));
    return row && row[1];
}

// ---- walking ----

async function walk(endpoint, token) {
    async function get(pathname, query = '') {
        const url = `${endpoint}${pathname}?api-version=${versionOf(pathname)}${query}`;
        const answer = await fetch(url, {headers: {Authorization: `Bearer ${token}`}});
        const body = await answer.json();
        for (let next = body.nextLink; next !== undefined;) {
            const page = await (await fetch(next, {headers: {Authorization: `Bearer ${token}`}})).json();
            body.value.push(...page.value);
            next = page.nextLink;
        }
        return body;
    }
    async function send(method, pathname, body) {
        await fetch(`${endpoint}${pathname}?api-version=${versionOf(pathname)}`, {
            method, headers: {Authorization: `Bearer ${token}`, 'Content-Type': 'application/json'},
            body: body && JSON.stringify(body)});
    }
    async function change(cluster) {
        const pool = `${cluster}/agentPools/walk`;
        const properties = {count: 1, vmSize: 'Standard_D4s_v5', mode: 'User'};
        await send('PUT', pool, {properties});
        await send('PUT', `${cluster}/agentPools/Not_A_Name`, {properties});
        await send('PUT', `${cluster}/agentPools/walk2`, {properties: {...properties, vmSize: 'none'}});
        await send('PUT', pool, {properties: {...properties, count: 3}});
        await send('POST', `${pool}/abort`);
        await send('POST', `${pool}/upgradeNodeImageVersion`);
        await send('DELETE', pool);
    }
    const subscriptions = (await get('/subscriptions')).value;
    await get('/tenants');
    for (const {id: subscription} of subscriptions) {
        const clusters = (await get(`${subscription}${aks}/managedClusters`)).value;
        await get(subscription);
        await get(`${subscription}/locations`);
        await get(`${subscription}/providers/Microsoft.Features/providers/Microsoft.ContainerService/features`);
        for (const location of new Set(clusters.map((cluster) => cluster.location))) {
            await get(`${subscription}${aks}/locations/${location}/kubernetesVersions`);
            await get(`${subscription}/providers/Microsoft.Compute/skus`, `&$filter=location eq '${location}'`);
            await get(`${subscription}/providers/Microsoft.Compute/locations/${location}/usages`);
        }
        for (const {id: cluster} of clusters) {
            await change(cluster);
            await get(cluster);
            await get(`${cluster}/upgradeProfiles/default`);
            await get(`${cluster}/availableAgentPoolVersions`);
            await get(`${cluster}/agentPools/none`);
            for (const {id: pool} of (await get(`${cluster}/agentPools`)).value) {
                await get(pool);
                await get(`${pool}/upgradeProfiles/default`);
            }
        }
    }
}

// ---- validating ----

// Exchanges of the simulator's record.
function* simulated(file) {
    for (const line of fs.readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
        const exchange = JSON.parse(line);
        const url = new URL(exchange.url);
        yield {method: exchange.method, pathname: url.pathname, search: url.search,
               request: exchange.requestBody, status: exchange.status,
               headers: exchange.responseHeaders, body: exchange.responseBody};
    }
}

// Exchanges of a folder of recordings.
function* recorded(folder) {
    for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.json'))) {
        for (const exchange of JSON.parse(fs.readFileSync(path.join(folder, file))).interactions) {
            const [pathname, search] = exchange.path.split('?');
            yield {method: exchange.method, pathname, search: search ? `?${search}` : '',
                   request: exchange.request_body, status: exchange.status,
                   headers: exchange.response_headers, body: exchange.response_body};
        }
    }
}

function asPair(exchange) {
    const version = versionOf(exchange.pathname);
    const search = exchange.search.replace(/([?&]api-version=)[^&]*/i, `$1${version}`);
    const headers = Object.fromEntries(
        Object.entries(exchange.headers || {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
    return {
        liveRequest: {url: `https://management.azure.com${exchange.pathname}${search}`,
                      method: exchange.method, headers: {'content-type': 'application/json'},
                      body: exchange.request || undefined},
        liveResponse: {statusCode: String(exchange.status), headers,
                       body: exchange.body === '' || exchange.body === null ? undefined : exchange.body},
    };
}

function nameOf(issue) {
    const steps = (issue.jsonPathsInPayload[0] || '').split(/[.[\]'"]+/).filter(Boolean);
    const property = issue.code === 'OBJECT_ADDITIONAL_PROPERTIES'
        ? issue.params[0] : steps.reverse().find((step) => !/^[0-9]+$/.test(step));
    // a pool in its cluster's list is described once more, with a name
    const definition = issue.source.jsonRef.replace(/AgentPoolProfile$/, 'AgentPoolProfileProperties');
    return `${issue.code} ${definition} ${property}`;
}

// {pairs, broken: how many have a finding, kinds: Map of name to how often}
async function validate(validator, exchanges) {
    const sum = {pairs: 0, broken: 0, foreign: 0, kinds: new Map()};
    for (const exchange of exchanges) {
        if (versionOf(exchange.pathname) === undefined) {
            sum.foreign++;
            continue;
        }
        const {responseValidationResult: result} =
            await validator.validateLiveRequestResponse(asPair(exchange));
        if (result.runtimeException !== undefined) {
            sum.foreign++; // operation status, providers, older forms
            continue;
        }
        sum.pairs++;
        sum.broken += result.errors.length > 0 ? 1 : 0;
        for (const issue of result.errors) {
            const name = nameOf(issue);
            sum.kinds.set(name, (sum.kinds.get(name) || 0) + 1);
        }
    }
    return sum;
}

async function compare(specs, record, ...cassettes) {
    const {LiveValidator} = require('oav');
    const validator = new LiveValidator({
        directory: path.join(specs, 'specification'),
        swaggerPathsPattern: [
            'containerservice/resource-manager/Microsoft.ContainerService/aks/stable/2023-11-01/*.json',
            'compute/resource-manager/Microsoft.Compute/Skus/stable/2021-07-01/*.json',
            'compute/resource-manager/Microsoft.Compute/ComputeRP/stable/2023-09-01/*.json',
            'resources/resource-manager/Microsoft.Features/stable/2021-07-01/*.json',
            'resources/resource-manager/Microsoft.Resources/stable/2022-12-01/*.json',
        ],
        excludedSwaggerPathsPattern: ['**/examples/**'], git: {shouldClone: false},
        isPathCaseSensitive: false, loadValidatorInInitialize: false, isArmCall: true}, () => {});
    await validator.initialize();
    const real = await validate(validator, cassettes.flatMap((folder) => [...recorded(folder)]));
    const ours = await validate(validator, simulated(record));
    const news = [...ours.kinds].filter(([name]) => !real.kinds.has(name) && !known.includes(name));
    for (const [who, sum] of [['recorded', real], ['simulated', ours]]) {
        console.log(`${who}: ${sum.pairs} pairs, ${sum.broken} with findings of ${sum.kinds.size} ` +
                    `kinds; ${sum.foreign} are not in these specifications`);
    }
    for (const [name, count] of news) {
        console.log(`only the simulator: ${name} (${count})`);
    }
    return real.pairs > 0 && ours.pairs > 0 && news.length === 0 ? 0 : 1;
}

async function main([verb, ...rest]) {
    if (verb === 'walk') {
        await walk(...rest);
    } else {
        process.exitCode = await compare(...rest);
    }
}

main(process.argv.slice(2));
