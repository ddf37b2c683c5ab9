/* exam_there_test.c: verdicts on what is seen in Azure: subscriptions, roles, providers, limits. */
#include "config.h"

#include "exam_case.h"

#include <stdio.h>

#include "akscope/base/buf.h"

/* ---- subscriptions ---- */

static void one_forbidden(struct exam_case *c)
{
    exam_case_fail(c, AK_TOPIC_CLUSTERS, SECOND, AK_ERR_FORBIDDEN, "no role");
}

static void all_forbidden(struct exam_case *c)
{
    one_forbidden(c);
    exam_case_fail(c, AK_TOPIC_CLUSTERS, FIRST, AK_ERR_FORBIDDEN, "no role");
}

static void forbidden_and_unwell(struct exam_case *c)
{
    exam_case_fail(c, AK_TOPIC_CLUSTERS, FIRST, AK_ERR_UNAVAILABLE, "502");
    one_forbidden(c);
}

static void only_one(struct exam_case *c)
{
    c->exam.subscription_count = c->exam.subscription_total = 1;
}

static void only_one_forbidden(struct exam_case *c)
{
    all_forbidden(c);
    only_one(c);
}

static void other_states(struct exam_case *c)
{
    exam_case_put(c, AK_CODEC_SUBSCRIPTIONS, "",
                  "{\"value\":[{\"subscriptionId\":\"" FIRST
                  "\",\"displayName\":\"Production\",\"state\":\"PastDue\"},{\"subscriptionId\":"
                  "\"3\",\"displayName\":\"Old\",\"state\":\"Disabled\"},{\"subscriptionId\":\"4\""
                  "}]}");
    only_one(c);
}

static void none_listed(struct exam_case *c)
{
    exam_case_put(c, AK_CODEC_SUBSCRIPTIONS, "", "{\"value\":[]}");
    c->exam.subscription_count = c->exam.subscription_total = 0;
}

static void list_refused(struct exam_case *c)
{
    none_listed(c);
    exam_case_fail(c, AK_TOPIC_SUBSCRIPTIONS, "", AK_ERR_UNAVAILABLE, "503");
}

static void many(struct exam_case *c)
{
    c->exam.subscription_total = 200;
}

static const struct exam_row subscription_rows[] = {
    {"all is well", NULL, AK__CHECK_SUBSCRIPTIONS, 0, "ok 2 subscriptions with 2 clusters"},
    {"only one", only_one, AK__CHECK_SUBSCRIPTIONS, 0, "ok 1 subscription with 1 cluster"},
    {"more than are looked at", many, AK__CHECK_SUBSCRIPTIONS, 0,
     "ok 2 subscriptions with 2 clusters (the first 2 of 200 were looked at)"},
    {"one is forbidden", one_forbidden, AK__CHECK_SUBSCRIPTIONS, 0,
     "ok 1 of 2 can be read, with 1 cluster\nwarning [Sandbox] Azure refused access: no role > ask "
     "for a role with the named action on that scope"},
    {"all are forbidden", all_forbidden, AK__CHECK_SUBSCRIPTIONS, 3,
     "failed Azure refused access: no role > ask for a role with the named action on that scope\n"
     "warning [Production] likewise\nwarning [Sandbox] likewise"},
    {"each for a reason of its own", forbidden_and_unwell, AK__CHECK_SUBSCRIPTIONS, 5,
     "failed Azure is unwell: 502 > wait a little, then try again\nwarning [Production] likewise\n"
     "warning [Sandbox] Azure refused access: no role > ask for a role with the named action on "
     "that scope"},
    {"the only one is forbidden", only_one_forbidden, AK__CHECK_SUBSCRIPTIONS, 3,
     "failed Azure refused access: no role > ask for a role with the named action on that scope"},
    {"states", other_states, AK__CHECK_SUBSCRIPTIONS, 0,
     "ok 1 subscription with 1 cluster\nwarning [Production] its state is PastDue\nskipped [Old] "
     "its state is Disabled: it is left alone"},
    {"none", none_listed, AK__CHECK_SUBSCRIPTIONS, 3,
     "failed Azure refused access: no subscription of the tenant t-1 can be seen > ask for the "
     "role "
     "Reader on a subscription; `--tenant ID` looks into another tenant"},
    {"the list can't be read", list_refused, AK__CHECK_SUBSCRIPTIONS, 5,
     "failed Azure is unwell: 503 > wait a little, then try again"},
    {"what rests on it", all_forbidden, AK__CHECK_PROVIDERS, 3,
     "skipped not checked: subscriptions failed"},
    {"but roles don't", all_forbidden, AK__CHECK_ROLES, 3, "ok Reader (2 subscriptions)"},
};

static void subscriptions(void **state)
{
    (void)state;
    exam_cases_run(subscription_rows, sizeof subscription_rows / sizeof subscription_rows[0]);
}

/* ---- roles ---- */

static void put_roles(struct exam_case *c, const char *subscription, const char *body)
{
    char key[AK__EXAM_KEY_SIZE];

    exam_case_put(c, AK_CODEC_ROLE_ASSIGNMENTS, ak__exam_roles_key(&c->exam, subscription, key),
                  body);
}

static void fail_roles(struct exam_case *c, const char *subscription, enum ak_err_kind kind)
{
    char key[AK__EXAM_KEY_SIZE];

    exam_case_fail(c, AK_TOPIC_ROLE_ASSIGNMENTS, ak__exam_roles_key(&c->exam, subscription, key),
                   kind, "why");
}

#define ASSIGNED(role, scope)                                                                      \
    "{\"properties\":{\"roleDefinitionId\":\"/x/" role "\",\"scope\":\"" scope "\"}}"

static void in_many_places(struct exam_case *c)
{
    exam_case_put(c, AK_CODEC_ROLE_DEFINITION, "/y/r-owner",
                  "{\"properties\":{\"roleName\":\"Owner\"}}");
    put_roles(c, FIRST,
              "{\"value\":[" ASSIGNED("r-reader", "/subscriptions/" FIRST) "," ASSIGNED(
                  "r-owner", "/subscriptions/" FIRST
                             "/resourceGroups/rg-pay") "," ASSIGNED("r-none", "/") "]}");
    put_roles(c, SECOND,
              "{\"value\":[" ASSIGNED("r-none", "/") "," ASSIGNED(
                  "r-owner", "/providers/Microsoft.Management/managementGroups/mg") "]}");
}

static void above_both(struct exam_case *c)
{
    static const char body[] = "{\"value\":[" ASSIGNED(
        "r-reader", "/providers/Microsoft.Management/managementGroups/mg") "]}";

    put_roles(c, FIRST, body);
    put_roles(c, SECOND, body);
}

static void no_roles(struct exam_case *c)
{
    put_roles(c, FIRST, "{\"value\":[]}");
    put_roles(c, SECOND, "{\"value\":[]}");
}

static void more_roles_than_fit(struct exam_case *c)
{
    struct ak_buf body = ak_buf_init(4096);

    assert_true(ak_buf_puts(&body, "{\"value\":["));
    for (int i = 0; i < 8; i++)
        assert_true(ak_buf_printf(&body, "%s" ASSIGNED("role-%d", "/"), i > 0 ? "," : "", i));
    assert_true(ak_buf_puts(&body, "]}"));
    put_roles(c, FIRST, ak_buf_text(&body));
    put_roles(c, SECOND, "{\"value\":[]}");
    ak_buf_release(&body);
}

#undef ASSIGNED

static void roles_forbidden(struct exam_case *c)
{
    fail_roles(c, FIRST, AK_ERR_FORBIDDEN);
    fail_roles(c, SECOND, AK_ERR_FORBIDDEN);
}

static void roles_unwell(struct exam_case *c)
{
    fail_roles(c, FIRST, AK_ERR_UNAVAILABLE);
    put_roles(c, SECOND, "{\"value\":[]}");
}

static void half_of_the_roles(struct exam_case *c)
{
    fail_roles(c, FIRST, AK_ERR_FORBIDDEN);
}

static const struct exam_row role_rows[] = {
    {"all is well", NULL, AK__CHECK_ROLES, 0, "ok Reader (2 subscriptions)"},
    {"in many places", in_many_places, AK__CHECK_ROLES, 0,
     "ok Reader (Production), Owner (2 scopes), r-none (the whole tenant)"},
    {"above both subscriptions is one", above_both, AK__CHECK_ROLES, 0, "ok Reader (mg)"},
    {"more than fit", more_roles_than_fit, AK__CHECK_ROLES, 0,
     "ok role-0 (the whole tenant), role-1 (the whole tenant), role-2 (the whole tenant), role-3 "
     "(the whole tenant), role-4 (the whole tenant), role-5 (the whole tenant) and 2 more"},
    {"none", no_roles, AK__CHECK_ROLES, 0,
     "warning none is assigned > ask for the role Reader on a subscription, to change things for "
     "Contributor"},
    {"forbidden", roles_forbidden, AK__CHECK_ROLES, 0,
     "warning Azure refused access: why > that does no harm, only that your roles can't be told "
     "here; the role Reader would show them"},
    {"unwell", roles_unwell, AK__CHECK_ROLES, 0,
     "warning Azure is unwell: why > wait a little, then try again"},
    {"what is known is told", half_of_the_roles, AK__CHECK_ROLES, 0, "ok Reader (Sandbox)"},
    {"without subscriptions", none_listed, AK__CHECK_ROLES, 3,
     "skipped not checked: no subscription is known"},
};

static void roles(void **state)
{
    (void)state;
    exam_cases_run(role_rows, sizeof role_rows / sizeof role_rows[0]);
}

/* ---- providers ---- */

static void put_provider(struct exam_case *c, const char *subscription, int provider,
                         const char *state)
{
    char key[AK__EXAM_KEY_SIZE];
    char body[256];

    snprintf(body, sizeof body, "{\"namespace\":\"%s\",\"registrationState\":\"%s\"}",
             ak__exam_providers[provider], state);
    exam_case_put(c, AK_CODEC_PROVIDER,
                  ak__exam_provider_key(subscription, ak__exam_providers[provider], key), body);
}

static void one_unregistered(struct exam_case *c)
{
    put_provider(c, SECOND, 0, "NotRegistered");
}

static void registering_or_unknown(struct exam_case *c)
{
    put_provider(c, FIRST, 1, "Registering");
    put_provider(c, SECOND, 1, "");
}

static void seven_unregistered(struct exam_case *c)
{
    static const char *const ids[] = {FIRST, SECOND, "3", "4"};

    for (int i = 0; i < 4; i++) {
        c->exam.subscriptions[i] = ids[i];
        put_provider(c, ids[i], 0, i == 0 ? "Registered" : "NotRegistered");
        put_provider(c, ids[i], 1, "NotRegistered");
    }
    c->exam.subscription_count = 4;
}

static void fail_provider(struct exam_case *c, const char *subscription, int provider)
{
    char key[AK__EXAM_KEY_SIZE];

    exam_case_fail(c, AK_TOPIC_PROVIDER,
                   ak__exam_provider_key(subscription, ak__exam_providers[provider], key),
                   AK_ERR_FORBIDDEN, "no role");
}

static void half_unreadable(struct exam_case *c)
{
    fail_provider(c, FIRST, 0);
    fail_provider(c, FIRST, 1);
    one_unregistered(c);
}

static void all_unreadable(struct exam_case *c)
{
    for (int i = 0; i < 4; i++)
        fail_provider(c, i < 2 ? FIRST : SECOND, i % 2);
}

#define REGISTER "az provider register --namespace "

static const struct exam_row provider_rows[] = {
    {"all is well", NULL, AK__CHECK_PROVIDERS, 0,
     "ok Microsoft.ContainerService and Microsoft.Compute are registered"},
    {"one is not", one_unregistered, AK__CHECK_PROVIDERS, 0,
     "warning 1 of 4 are not registered\nwarning [Sandbox] Microsoft.ContainerService is "
     "NotRegistered > " REGISTER "Microsoft.ContainerService --subscription " SECOND},
    {"on its way, and unknown", registering_or_unknown, AK__CHECK_PROVIDERS, 0,
     "warning 2 of 4 are not registered\nwarning [Production] Microsoft.Compute is Registering "
     "> " REGISTER "Microsoft.Compute --subscription " FIRST
     "\nwarning [Sandbox] Microsoft.Compute is in no known state > " REGISTER
     "Microsoft.Compute --subscription " SECOND},
    {"more than are named", seven_unregistered, AK__CHECK_PROVIDERS, 0,
     "warning 7 of 8 are not registered, such as\nwarning [Production] Microsoft.Compute is "
     "NotRegistered > " REGISTER "Microsoft.Compute --subscription " FIRST
     "\nwarning [Sandbox] Microsoft.ContainerService is NotRegistered > " REGISTER
     "Microsoft.ContainerService --subscription " SECOND
     "\nwarning [Sandbox] Microsoft.Compute is NotRegistered > " REGISTER
     "Microsoft.Compute --subscription " SECOND
     "\nwarning [3] Microsoft.ContainerService is NotRegistered > " REGISTER
     "Microsoft.ContainerService --subscription 3\nwarning [3] Microsoft.Compute is NotRegistered "
     "> " REGISTER "Microsoft.Compute --subscription 3"},
    {"half can't be read", half_unreadable, AK__CHECK_PROVIDERS, 0,
     "warning 1 of 2 are not registered\nwarning [Sandbox] Microsoft.ContainerService is "
     "NotRegistered > " REGISTER "Microsoft.ContainerService --subscription " SECOND},
    {"none can be read", all_unreadable, AK__CHECK_PROVIDERS, 0,
     "skipped not checked: none can be read"},
};

static void providers(void **state)
{
    (void)state;
    exam_cases_run(provider_rows, sizeof provider_rows / sizeof provider_rows[0]);
}

/* ---- rate limits ---- */

static void put_reads(struct exam_case *c, int64_t reads)
{
    struct ak_slot *slot = c->snap->slots[1];

    slot->reads_left = (struct ak_number){.is_set = true, .value = reads};
}

static void a_hundred_left(struct exam_case *c)
{
    put_reads(c, 100);
}

static void few_left(struct exam_case *c)
{
    put_reads(c, 99);
}

static void one_left(struct exam_case *c)
{
    put_reads(c, 1);
}

static void not_told(struct exam_case *c)
{
    for (size_t i = 0; i < c->snap->slot_count; i++)
        c->snap->slots[i]->reads_left.is_set = false;
}

static void throttled(struct exam_case *c)
{
    exam_case_fail(c, AK_TOPIC_CLUSTERS, SECOND, AK_ERR_THROTTLED, "429");
}

static const struct exam_row limit_rows[] = {
    {"all is well", NULL, AK__CHECK_LIMITS, 0, "ok 11987 reads left"},
    {"the least counts", a_hundred_left, AK__CHECK_LIMITS, 0, "ok 100 reads left"},
    {"few", few_left, AK__CHECK_LIMITS, 0,
     "warning only 99 reads left > requests are spaced out until there are more: find who else "
     "asks so much, or raise --refresh"},
    {"one", one_left, AK__CHECK_LIMITS, 0,
     "warning only 1 read left > requests are spaced out until there are more: find who else asks "
     "so much, or raise --refresh"},
    {"not told", not_told, AK__CHECK_LIMITS, 0,
     "skipped Azure does not say how many reads are left"},
    {"throttled", throttled, AK__CHECK_LIMITS, 5,
     "failed Azure asks to slow down: 429 > wait a little, then try again"},
};

static void limits(void **state)
{
    (void)state;
    exam_cases_run(limit_rows, sizeof limit_rows / sizeof limit_rows[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subscriptions),
        cmocka_unit_test(roles),
        cmocka_unit_test(providers),
        cmocka_unit_test(limits),
    };

    return cmocka_run_group_tests_name("app exam of what is there", tests, NULL, NULL);
}
