#include "config.h"

#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "book_int.h"
#include "call_int.h"
#include "condition_int.h"
#include "json_int.h"
#include "pool_change_int.h"

enum { STATUS_REFUSED = 400 };

static const char code_default[] = "InvalidParameter";
static const char message_default[] =
    "The value of parameter %s is invalid. Error details: %s. Please see "
    "https://aka.ms/aks-naming-rules for more details.";

static char *filled_member(const cJSON *rule, const char *name, const cJSON *facts)
{
    const cJSON *text = ak_sim_json_get(rule, name);
    return cJSON_IsString(text) ? ak_sim_condition_fill(text->valuestring, facts) : NULL;
}

static void refuse(const cJSON *rule, const cJSON *facts, struct ak_sim_refusal *refusal)
{
    const char *code = ak_sim_json_text(rule, "code");
    *refusal = (struct ak_sim_refusal){
        .status = ak_sim_json_int(rule, "status", STATUS_REFUSED),
        .rule = ak_sim_json_text(rule, "id"),
        .code = ak_strdup(*code != '\0' ? code : code_default),
        .target = filled_member(rule, "target", facts),
        .message = filled_member(rule, "message", facts),
    };
    if (refusal->message == NULL) {
        char *why = filled_member(rule, "why", facts);
        refusal->message =
            ak_asprintf(message_default, refusal->target != NULL ? refusal->target : "",
                        why != NULL ? why : "");
        free(why);
    }
}

bool ak_sim_rules_judge(const cJSON *rules, const cJSON *facts, struct ak_sim_refusal *refusal)
{
    const cJSON *rule = NULL;
    cJSON_ArrayForEach(rule, rules)
    {
        if (ak_sim_condition_holds(ak_sim_json_get(rule, "when"), facts, false) &&
            !ak_sim_condition_holds(ak_sim_json_get(rule, "must"), facts, true)) {
            refuse(rule, facts, refusal);
            return false;
        }
    }
    return true;
}

bool ak_sim_pool_change_judge(const struct ak_sim_pool_change *change,
                              struct ak_sim_refusal *refusal)
{
    return ak_sim_rules_judge(change->sim->book->rules, change->facts, refusal);
}

void ak_sim_refusal_release(struct ak_sim_refusal *refusal)
{
    free(refusal->code);
    free(refusal->target);
    free(refusal->message);
    *refusal = (struct ak_sim_refusal){0};
}
