/* findings_say.c: what a finding says, and the way out. */
#include "config.h"

#include "findings_int.h"

#include <stdio.h>
#include <string.h>

#include "akscope/base/text.h"

enum { AGE_SIZE = 96 };

static const char *or_unnamed(const char *name)
{
    return name != NULL && name[0] != '\0' ? name : "(unnamed)";
}

/* "Node pool cvmpool of payments", "Cluster payments" */
static const char *subject(const struct ak__finding_reader *reader,
                           const struct ak_finding *finding)
{
    const char *cluster = or_unnamed(finding->cluster->cluster->name);

    if (finding->pool == NULL)
        return ak_arena_printf(reader->arena, "Cluster %s", cluster);
    return ak_arena_printf(reader->arena, "Node pool %s of %s",
                           or_unnamed(finding->pool->pool->name), cluster);
}

const struct ak_source *ak__finding_source(const struct ak__finding_reader *reader,
                                           const char *explanation)
{
    static const struct ak_source unnamed = {.name = "akscope"};
    const struct ak_explanation *found = ak_facts_explanation(reader->fleet->facts, explanation);

    return found != NULL ? &found->source : &unnamed;
}

/* ---- ways out ---- */

static void take_steps(const struct ak__finding_reader *reader, struct ak_finding *finding,
                       const struct ak_way *way)
{
    const char **steps = ak_arena_alloc(reader->arena, way->step_count, sizeof *steps);

    for (size_t i = 0; i < way->step_count; i++)
        steps[i] = way->steps[i].sentence;
    finding->steps = (struct ak_texts){steps, way->step_count};
    finding->open_until = way->open_until;
}

/* Where there is no way the reason says why, but for Kubernetes: of the newest version there is
 * nowhere to go yet, and the facts say what will be to do. */
static bool is_worth_telling(const struct ak_way_out *out)
{
    return out->summary[0] != '\0' &&
           (out->status == AK_WAY_FOUND || out->aim != AK_WAY_FROM_KUBERNETES);
}

static void find_way(const struct ak__finding_reader *reader, struct ak_finding *finding,
                     enum ak_way_aim aim)
{
    const struct ak_fleet *fleet = reader->fleet;
    const struct ak_pool *pool = finding->pool != NULL ? finding->pool->pool : NULL;
    struct ak_pool_surroundings around = ak_pool_surroundings_find(
        reader->snap, fleet->facts, finding->cluster->cluster, pool, fleet->today);
    struct ak_way_out out = pool != NULL ? ak_way_out_find(&around, aim, reader->arena)
                                         : ak_way_out_find_cluster(&around, reader->arena);

    if (is_worth_telling(&out))
        finding->way_out =
            out.status == AK_WAY_FOUND || aim == AK_WAY_FROM_OS
                ? out.summary
                : ak_arena_printf(reader->arena, "%s: %s", finding->way_out, out.summary);
    if (out.status == AK_WAY_FOUND)
        take_steps(reader, finding, &out.ways[0]);
}

static const struct {
    bool is_computed;
    enum ak_way_aim aim;
    const char *verb; /* between the subject and what retires */
} deadlines[AK_FINDING_RULE_COUNT] = {
    [AK_FINDING_OS] = {true, AK_WAY_FROM_OS, " runs "},
    [AK_FINDING_KUBERNETES] = {true, AK_WAY_FROM_KUBERNETES, " runs "},
    [AK_FINDING_CLUSTER] = {.verb = " uses "},
    [AK_FINDING_POOL] = {.verb = " uses "},
};

void ak__finding_say_deadline(const struct ak__finding_reader *reader, struct ak_finding *finding,
                              const struct ak_retirement *end)
{
    char words[AK_RETIREMENT_WORDS_SIZE];

    finding->message = ak_arena_printf(reader->arena, "%s%s%s: %s", subject(reader, finding),
                                       deadlines[finding->rule].verb, end->what,
                                       ak_retirement_words(end, reader->fleet->today, true, words));
    if (end->action != NULL)
        finding->way_out = end->action;
    if (finding->source == NULL)
        finding->source = ak__finding_source(reader, "retirement");
    if (deadlines[finding->rule].is_computed)
        find_way(reader, finding, deadlines[finding->rule].aim);
    else if (end->is_of_size)
        find_way(reader, finding, AK_WAY_FROM_SIZE);
}

/* ---- node images ---- */

struct ak_image_age ak__finding_image_age(const struct ak__finding_reader *reader,
                                          const struct ak_fleet_pool *pool)
{
    const struct ak_fleet *fleet = reader->fleet;
    const struct ak_payload *upgrades = NULL;
    struct ak_node_image image = ak_node_image_parse(pool->pool->node_image_version);

    if (reader->snap != NULL && pool->pool->id != NULL)
        upgrades = ak_snap_payload(reader->snap, AK_TOPIC_POOL_UPGRADES, pool->pool->id);
    return ak_image_age_measure(
        &image, upgrades != NULL ? upgrades->as.pool_upgrades.latest_node_image_version : NULL,
        fleet->facts, fleet->today);
}

void ak__finding_say_image(const struct ak__finding_reader *reader, struct ak_finding *finding,
                           const struct ak_image_age *age)
{
    char words[AGE_SIZE];

    finding->message =
        ak_arena_printf(reader->arena, "%s: its node image %s is %s; the policy allows %d d",
                        subject(reader, finding), finding->pool->pool->node_image_version,
                        ak_image_age_words(age, words, sizeof words),
                        reader->fleet->facts->image_policy.too_old_days);
}

/* ---- confidential ---- */

/* Size and image disagree: what each of them says. */
void ak__finding_say_conflict(const struct ak__finding_reader *reader, struct ak_finding *finding)
{
    const struct ak_fleet_pool *pool = finding->pool;
    const struct ak_cvm_verdict *cvm = &pool->cvm;
    char size[AK_EVIDENCE_SIZE];
    char image[AK_EVIDENCE_SIZE];

    if (cvm->by_capability != AK_WITNESS_SILENT)
        ak_cvm_evidence_capability(cvm, pool->pool, size);
    else
        ak_cvm_evidence_name(cvm, pool->pool, reader->fleet->facts, size);
    ak_cvm_evidence_image(cvm, pool->pool, image);
    finding->message = ak_arena_printf(
        reader->arena, "%s may not be confidential, its size and its image disagree: %s; %s",
        subject(reader, finding), size, image);
}
