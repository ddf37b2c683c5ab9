/* body.c: what is sent. An existing resource goes back as it was read, but for what was chosen and
 * for the members that Azure alone sets. Those are the ones that the Azure CLI leaves out in the
 * recorded traffic; two are read-only since newer api-versions only, where it leaves them out too
 * (effectiveOutboundIPs, issuerURL). The service principal is left out since ARM returns it without
 * its secret and refuses it so. */
#include "config.h"

#include <string.h>

#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/model/id.h"
#include "plan_int.h"

static const char *const pool_read_only[] = {
    "id",
    "name",
    "type",
    "systemData",
    "properties.currentOrchestratorVersion",
    "properties.eTag",
    "properties.localDNSProfile.state",
    "properties.nodeImageVersion",
    "properties.provisioningState",
};

static const char *const cluster_read_only[] = {
    "eTag",
    "etag",
    "id",
    "name",
    "type",
    "systemData",
    "identity.principalId",
    "identity.tenantId",
    "identity.userAssignedIdentities.*.clientId",
    "identity.userAssignedIdentities.*.principalId",
    "properties.addonProfiles.*.identity",
    "properties.agentPoolProfiles.*.currentOrchestratorVersion",
    "properties.agentPoolProfiles.*.eTag",
    "properties.agentPoolProfiles.*.nodeImageVersion",
    "properties.agentPoolProfiles.*.provisioningState",
    "properties.azurePortalFQDN",
    "properties.controlPlanePluginProfiles",
    "properties.currentKubernetesVersion",
    "properties.fqdn",
    "properties.ingressProfile.webAppRouting.identity",
    "properties.maxAgentPools",
    "properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs",
    "properties.networkProfile.natGatewayProfile.effectiveOutboundIPs",
    "properties.oidcIssuerProfile.issuerURL",
    "properties.powerState",
    "properties.privateFQDN",
    "properties.provisioningState",
    "properties.resourceUID",
    "properties.servicePrincipalProfile",
};

static void strip(struct ak_edit *body, const char *const *paths, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ak_edit_remove(body, paths[i]);
}

struct ak_edit *ak__body_read(struct ak__draft *draft)
{
    struct ak_edit *body = NULL;
    struct ak_err err = ak_err_none();

    if (draft->body == NULL)
        return NULL; /* said by ak__look_around */
    if (ak_edit_parse(draft->body->exact, draft->body->exact_len, &body, &err)) {
        ak__miss(draft, "%s as it is now (%s)", ak_id_name(draft->plan->target), err.text);
        return NULL;
    }
    if ((draft->needs & AK__NEED_CLUSTER_BODY) != 0)
        strip(body, cluster_read_only, sizeof cluster_read_only / sizeof cluster_read_only[0]);
    else
        strip(body, pool_read_only, sizeof pool_read_only / sizeof pool_read_only[0]);
    return body;
}

/* ---- chosen fields ---- */

const char *ak__chosen_text(const struct ak__draft *draft, enum ak_pool_field field)
{
    const char *typed = ak_pool_wish_text(&draft->intent->wish, field);
    char choice[64];

    for (size_t i = 0; ak_pool_field_choice(field, i, choice, sizeof choice); i++) {
        if (ak_text_caseeq(choice, typed))
            return ak_arena_strdup(draft->arena, choice);
    }
    return typed;
}

const char *ak__count_path(const struct ak_edit *body)
{
    return ak_edit_has(body, "properties.virtualMachinesProfile.scale.manual.0")
               ? "properties.virtualMachinesProfile.scale.manual.0.count"
               : "properties.count";
}

static const char *path_of(const struct ak__draft *draft, const struct ak_edit *body,
                           enum ak_pool_field field)
{
    if (field == AK_POOL_FIELD_NODES)
        return ak__count_path(body);
    return ak_arena_printf(draft->arena, "properties.%s", ak_pool_field_get(field)->path);
}

/* What is no number is refused by the rules and never sent. */
static void choose_number(const struct ak_pool_wish *wish, enum ak_pool_field field,
                          const char *path, struct ak_edit *body)
{
    struct ak_number number = ak_pool_wish_number(wish, field);

    if (number.is_set)
        ak_edit_set_number(body, path, (double)number.value);
}

static void choose_decimal(const struct ak_pool_wish *wish, enum ak_pool_field field,
                           const char *path, struct ak_edit *body)
{
    double number;

    if (ak_pool_wish_decimal(wish, field, &number))
        ak_edit_set_number(body, path, number);
}

static void choose(const struct ak__draft *draft, enum ak_pool_field field, struct ak_edit *body)
{
    const struct ak_pool_wish *wish = &draft->intent->wish;
    const char *path = path_of(draft, body, field);
    struct ak_texts texts;
    struct ak_pairs pairs;

    switch (ak_pool_field_get(field)->kind) {
    case AK_FIELD_TEXT:
        ak_edit_set_text(body, path, ak__chosen_text(draft, field));
        break;
    case AK_FIELD_NUMBER:
        choose_number(wish, field, path, body);
        break;
    case AK_FIELD_DECIMAL:
        choose_decimal(wish, field, path, body);
        break;
    case AK_FIELD_SWITCH:
        ak_edit_set_bool(body, path, ak_pool_wish_is_on(wish, field));
        break;
    case AK_FIELD_LIST:
        texts = ak_pool_wish_texts(wish, field, draft->arena);
        ak_edit_set_texts(body, path, &texts);
        break;
    case AK_FIELD_PAIRS:
        pairs = ak_pool_wish_pairs(wish, field, draft->arena);
        ak_edit_set_pairs(body, path, &pairs);
        break;
    }
}

void ak__body_choose(const struct ak__draft *draft, struct ak_edit *body)
{
    const struct ak_pool_wish *wish = &draft->intent->wish;

    for (int i = 0; i < AK_POOL_FIELD_COUNT; i++) {
        enum ak_pool_field field = (enum ak_pool_field)i;

        if (ak_pool_wish_has(wish, field) && ak_pool_field_get(field)->path[0] != '\0')
            choose(draft, field, body);
    }
    /* The bounds are the autoscaler's: ARM refuses them without it. */
    if (ak_pool_wish_has(wish, AK_POOL_FIELD_AUTOSCALER) &&
        !ak_pool_wish_is_on(wish, AK_POOL_FIELD_AUTOSCALER)) {
        ak_edit_remove(body, "properties.minCount");
        ak_edit_remove(body, "properties.maxCount");
    }
}

/* ---- requests ---- */

void ak__body_send(struct ak__draft *draft, const struct ak_edit *body,
                   const struct ak_request *request)
{
    struct ak_buf out = ak_buf_init(AK_LIMIT_BODY);
    struct ak_request whole = *request;

    if (ak_edit_print(body, false, &out)) {
        whole.body = ak_arena_strndup(draft->arena, ak_buf_text(&out), out.len);
        ak__request(draft, &whole);
    } else {
        ak__miss(draft, "a body of less than %d bytes", AK_LIMIT_BODY);
    }
    ak_buf_release(&out);
}

void ak__body_put(struct ak__draft *draft, enum ak_change change, struct ak_edit *body)
{
    const char *etag;

    if (body == NULL)
        return;
    etag = ak_arena_strdup(draft->arena, draft->body->etag);
    ak__body_send(
        draft, body,
        &(struct ak_request){.change = change, .id = draft->plan->target, .if_match = etag});
    if (etag == NULL)
        ak__say(draft, AK_PLAN_WARNING,
                "Azure gave no etag: a change that someone else makes meanwhile is overwritten.");
    ak_edit_free(body);
}

void ak__body_put_text(struct ak__draft *draft, enum ak_change change, const char *path,
                       const char *text)
{
    struct ak_edit *body = ak__body_read(draft);

    if (body != NULL)
        ak_edit_set_text(body, path, text);
    ak__body_put(draft, change, body);
}
