/* feature_register.c: a preview feature of Microsoft.ContainerService, and then the provider again,
 * which makes a registered feature known to it (the seed's two steps). */
#include "config.h"

#include "akscope/base/text.h"
#include "plan_int.h"

static const char provider[] = "Microsoft.ContainerService";

static const struct ak_feature *find_feature(const struct ak__draft *draft)
{
    const struct ak_features *features = draft->around.features;

    for (size_t i = 0; features != NULL && i < features->count; i++) {
        if (ak_text_caseeq(features->items[i].name, draft->intent->feature))
            return &features->items[i];
    }
    return NULL;
}

static void say_purpose(struct ak__draft *draft)
{
    const struct ak_facts *facts = draft->input->facts;
    char since[AK_DATE_TEXT_SIZE];

    for (size_t i = 0; i < facts->feature_count; i++) {
        const struct ak_preview_feature *known = &facts->features[i];

        if (!ak_text_caseeq(known->name, draft->intent->feature))
            continue;
        ak__say(draft, AK_PLAN_PLAIN, "It is for %s.", known->purpose);
        if (ak_date_is_reached(known->until, draft->input->today))
            ak__say(draft, AK_PLAN_WARNING, "It is no longer needed since %s.",
                    ak_date_words(known->until, since));
    }
}

static void register_feature(struct ak__draft *draft, const char *state)
{
    ak__say(
        draft, AK_PLAN_PLAIN,
        "State %s → Registered, which takes minutes and may need Microsoft's approval. It counts "
        "for the whole subscription.",
        state != NULL ? state : "not known");
    ak__request(draft, &(struct ak_request){.change = AK_CHANGE_REGISTER_FEATURE,
                                            .id = draft->plan->target});
    ak__az(draft, "feature register", AK__AZ_SUBSCRIPTION);
    ak__az_option(draft, "namespace", provider);
    ak__az_option(draft, "name", draft->intent->feature);
}

void ak__plan_feature_register(struct ak__draft *draft)
{
    const struct ak_feature *feature = find_feature(draft);
    const char *state = feature != NULL ? feature->state : NULL;

    if (draft->intent->feature == NULL || draft->intent->feature[0] == '\0') {
        ak__refuse(draft, AK_POOL_FIELD_COUNT, "feature.none", "No feature is named.");
        return;
    }
    say_purpose(draft);
    if (ak_text_caseeq(state, "Registered"))
        ak__say(draft, AK_PLAN_GOOD, "It is registered already.");
    else
        register_feature(draft, state);
    ak__say(draft, AK_PLAN_PLAIN, "Then the provider %s is registered again, which makes it count.",
            provider);
    ak__request(draft, &(struct ak_request){
                           .change = AK_CHANGE_REGISTER_PROVIDER,
                           .id = ak_arena_printf(draft->arena, "/subscriptions/%s/providers/%s",
                                                 draft->intent->subscription_id, provider)});
    ak__az(draft, "provider register", AK__AZ_SUBSCRIPTION);
    ak__az_option(draft, "namespace", provider);
}
