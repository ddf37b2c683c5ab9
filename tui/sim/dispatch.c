/* The way of a call through the gateway: each step either answers it, which ends it, or lets it go
 * on. The order is ARM's: the version parameter, who asks, what he may, what exists, which version,
 * how often.
 */
#include "config.h"

#include "call_int.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "akscope/base/alloc.h"
#include "akscope/base/date.h"
#include "akscope/base/text.h"
#include "cache_int.h"
#include "gateway_int.h"
#include "meter_int.h"
#include "random_int.h"
#include "replay_int.h"
#include "state_int.h"
#include "throttle_int.h"

static void refuse_path(struct ak_sim_call *call)
{
    const char *first = ak_sim_target_segment(&call->target, 0);
    const char *provider = ak_sim_target_segment(&call->target, 3);
    bool in_subscription = first != NULL && ak_text_caseeq(first, "subscriptions");
    const char *word = ak_sim_target_segment(&call->target, 2);
    if (!in_subscription) {
        ak_sim_reply_error(call, 404, "MissingSubscription",
                           "The request did not have a subscription or a valid tenant level "
                           "resource provider.");
        return;
    }
    if (provider != NULL && ak_text_caseeq(word, "resourceGroups")) {
        word = ak_sim_target_segment(&call->target, 4);
        provider = ak_sim_target_segment(&call->target, 5);
    }
    if (word == NULL || provider == NULL || !ak_text_caseeq(word, "providers")) {
        ak_sim_reply_error(call, 404, "InvalidResourceType",
                           "The resource type could not be found in '%s'.", call->target.path);
        return;
    }
    const char *version = ak_sim_call_query(call, "api-version");
    for (size_t i = 0; ak_sim_api_provider(i) != NULL; i++) {
        if (ak_text_caseeq(ak_sim_api_provider(i), provider)) {
            ak_sim_reply_error(call, 404, "InvalidResourceType",
                               "The resource type could not be found in the namespace '%s' for "
                               "api version '%s'.",
                               provider, version != NULL ? version : "");
            return;
        }
    }
    ak_sim_reply_error(call, 404, "InvalidResourceNamespace",
                       "The resource namespace '%s' is invalid.", provider);
}

static void refuse_method(struct ak_sim_call *call, const char *allowed)
{
    ak_sim_reply_error(call, 405, "MethodNotAllowed",
                       "The requested resource does not support http method '%s'.", call->method);
    ak_sim_reply_header(call, "Allow", allowed);
}

/* Finds the row; HEAD is answered like GET, without the body. */
static bool find_route(struct ak_sim_call *call)
{
    enum { ALLOWED_SIZE = 64 };
    const char *method = strcmp(call->method, "HEAD") == 0 ? "GET" : call->method;
    char allowed[ALLOWED_SIZE] = "";
    size_t used = 0;
    size_t count = 0;
    const struct ak_sim_route *rows = ak_sim_routes(&count);
    for (size_t i = 0; i < count; i++) {
        if (!ak_sim_route_match(rows[i].path, &call->target, &call->parameters)) {
            continue;
        }
        if (strcmp(rows[i].method, method) == 0) {
            call->route = &rows[i];
            return true;
        }
        if (used < sizeof allowed) {
            used += (size_t)snprintf(allowed + used, sizeof allowed - used, "%s%s",
                                     used > 0 ? ", " : "", rows[i].method);
        }
    }
    if (used == 0) {
        refuse_path(call);
    } else {
        refuse_method(call, allowed);
    }
    return false;
}

/* A path that we don't know is still ARM: without a token it is 401, not 404. */
static bool route_or_refuse(struct ak_sim_call *call)
{
    if (find_route(call)) {
        return true;
    }
    if (ak_sim_call_query(call, "api-version") == NULL) {
        (void)ak_sim_gateway_has_version(call);
    } else {
        (void)ak_sim_gateway_is_signed_in(call);
    }
    return false;
}

/* ARM's own buckets of a subscription, by method: what answers say is left, and what is said when
 * nothing is. Global ones are fifteen times as large, and never the first to run out. */
struct allowance {
    const char *method;
    const char *header;        /* x-ms-ratelimit-remaining-subscription-… */
    const char *global_header; /* … beside it; NULL: none */
    int64_t global_more;       /* that one's number is the bucket's and so many */
};

static const struct allowance allowances[] = {
    {"GET", "x-ms-ratelimit-remaining-subscription-global-reads", NULL, 0},
    {"DELETE", "x-ms-ratelimit-remaining-subscription-deletes",
     "x-ms-ratelimit-remaining-subscription-global-deletes", 11200},
    {"", "x-ms-ratelimit-remaining-subscription-writes",
     "x-ms-ratelimit-remaining-subscription-global-writes", 11200},
};

static void reply_number(struct ak_sim_call *call, const char *header, int64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", (long long)number);
    ak_sim_reply_header(call, header, text);
}

static bool take_allowance(struct ak_sim_call *call)
{
    const char *method = call->route->method;
    const struct allowance *row = allowances;
    while (*row->method != '\0' && strcmp(row->method, method) != 0) {
        row++;
    }
    if (call->subscription == NULL) {
        return true;
    }
    struct ak_sim_meter *meter = row == &allowances[0]   ? call->sim->reads
                                 : row == &allowances[1] ? call->sim->deletes
                                                         : call->sim->writes;
    const char *id = call->subscription->id;
    int64_t left = 0;
    if (!ak_sim_meter_take(meter, id, ak_sim_elapsed_ms(call->sim), &left)) {
        ak_sim_reply_error(call, 429, "SubscriptionRequestsThrottled",
                           "Number of requests for subscription '%s' and operation '%s' exceeded "
                           "the backend storage limit. Please try again after '%lld' seconds.",
                           id, method, (long long)left);
        reply_number(call, "Retry-After", left);
        reply_number(call, row->header, 0);
        return false;
    }
    reply_number(call, row->header, left);
    if (row->global_header != NULL) {
        reply_number(call, row->global_header, left + row->global_more);
    }
    return true;
}

static bool take_of_provider(struct ak_sim_call *call)
{
    return call->sim->throttle == NULL || ak_sim_throttle_take(call->sim->throttle, call);
}

static bool run_handler(struct ak_sim_call *call)
{
    bool is_cached = (call->route->flags & AK_SIM_CACHED) != 0 && !call->verdict.is_endless;
    char *origin = ak_sim_call_origin(call);
    struct ak_sim_body *known =
        is_cached ? ak_sim_cache_find(call->sim->cache, origin, call->target.raw) : NULL;
    if (known != NULL) {
        ak_sim_reply_body(call, ak_sim_body_ref(known));
    } else {
        call->route->handle(call);
        if (is_cached && call->status == 200) {
            ak_sim_cache_put(call->sim->cache, origin, call->target.raw, call->reply);
        }
    }
    free(origin);
    return true;
}

typedef bool step(struct ak_sim_call *call);

static step *const steps[] = {
    route_or_refuse,
    ak_sim_gateway_has_version,
    ak_sim_gateway_is_signed_in,
    ak_sim_gateway_find_subscription,
    ak_sim_gateway_is_allowed,
    take_allowance,
    ak_sim_gateway_find_group,
    ak_sim_gateway_find_cluster,
    ak_sim_gateway_find_location,
    ak_sim_gateway_takes_version,
    take_of_provider,
    ak_sim_gateway_find_pool,
    run_handler,
};

static void add_common_headers(struct ak_sim_call *call)
{
    char guid[AK_SIM_GUID_SIZE];
    char date[40];
    int64_t now = ak_sim_now(call->sim);
    struct ak_date day = ak_date_from_time(now);
    int64_t second = now - (int64_t)ak_date_to_days(day) * 86400;
    (void)snprintf(date, sizeof date, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                   ak_date_weekday_name(day), day.day, ak_date_month_name(day.month), day.year,
                   (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
    ak_sim_reply_header(call, "Date", date);
    ak_sim_reply_header(call, "x-ms-request-id", ak_sim_random_guid(&call->sim->random, guid));
    const char *correlation = ak_sim_call_header(call, "x-ms-correlation-request-id");
    ak_sim_reply_header(call, "x-ms-correlation-request-id",
                        correlation != NULL ? correlation
                                            : ak_sim_random_guid(&call->sim->random, guid));
    const char *client = ak_sim_call_header(call, "x-ms-client-request-id");
    if (client != NULL) {
        ak_sim_reply_header(call, "x-ms-client-request-id", client);
    }
    ak_sim_reply_header(call, "Cache-Control", "no-cache");
    ak_sim_reply_header(call, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    ak_sim_reply_header(call, "X-Content-Type-Options", "nosniff");
}

/* Faults without a path leave signing in and metadata alone. */
static bool is_arm(const struct ak_sim_call *call)
{
    static const char *const roots[] = {"subscriptions", "tenants", "providers"};
    const char *first = ak_sim_target_segment(&call->target, 0);
    for (size_t i = 0; first != NULL && i < sizeof roots / sizeof *roots; i++) {
        if (ak_text_caseeq(first, roots[i])) {
            return true;
        }
    }
    return false;
}

/* A reset before the answer: of a change nobody may think that it was carried out. */
static bool is_cut_off(const struct ak_sim_call *call)
{
    return call->verdict.kind == AK_SIM_FAULT_RESET && strcmp(call->method, "GET") != 0;
}

static bool is_replayed(struct ak_sim_call *call)
{
    return call->sim->replay != NULL && ak_sim_replay_answer(call->sim->replay, call);
}

void ak_sim_call_answer(struct ak_sim_call *call)
{
    struct ak_vec *faults = &call->sim->faults;
    struct ak_sim_fault_request request = {
        .method = call->method, .path = call->target.path, .is_arm = is_arm(call)};
    call->has_changed = ak_sim_operations_advance(call->sim);
    if (call->has_changed) {
        ak_sim_cache_clear(call->sim->cache);
    }
    call->verdict = ak_sim_fault_draw(faults->items, faults->len, &request);
    if (!ak_sim_gateway_breaks(call) && !is_cut_off(call) && !is_replayed(call)) {
        for (size_t i = 0; i < sizeof steps / sizeof *steps && steps[i](call); i++) {
        }
    }
    if (call->has_changed) {
        ak_sim_cache_clear(call->sim->cache); /* the world is another one now */
        ak_sim_state_keep(call->sim);
    }
    add_common_headers(call);
}
