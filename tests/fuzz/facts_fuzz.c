/* facts_fuzz.c: a facts file is refused with its place, or can be asked anything. The input is the
 * file. */
#include "config.h"

#include "akscope/rules/confidential.h"
#include "akscope/rules/lifecycle.h"
#include "akscope/wire/facts.h"
#include "fuzz.h"

static void require_clean_texts(struct ak_texts texts)
{
    for (size_t i = 0; i < texts.count; i++)
        require_clean(texts.items[i]);
}

static void check_releases(const struct ak_facts *facts)
{
    const struct ak_node_image image =
        ak_node_image_parse("AKSUbuntu-2204gen2containerd-202501.01.0");

    for (size_t i = 0; i < facts->os_release_count; i++) {
        const struct ak_os_release *release = &facts->os_releases[i];

        require(release->id != NULL && release->name != NULL);
        require_clean(release->name);
        require_clean(release->action);
        require_clean_texts(release->image_prefixes);
        require(ak_facts_os(facts, release->id) != NULL);
    }
    ak_node_image_os(&image, "AKSUbuntu-2204gen2containerd-202501.01.0", facts);
}

static void check_skus(const struct ak_facts *facts, struct ak_date today)
{
    for (size_t i = 0; i < facts->os_sku_count; i++) {
        const char *name = facts->os_skus[i].name;
        const struct ak_pool pool = {.name = "p", .os_sku = name};

        require(name != NULL);
        require_clean(name);
        for (ak_minor minor = 1000; minor < 1040; minor += 13) {
            struct ak_pool_os os = ak_os_of_sku(name, minor, minor % 2 == 0, minor % 3 == 0, facts);
            struct ak_retirement end = ak_os_retirement(os, &pool, minor % 2 == 0, facts, today);

            require(end.severity == AK_SEVERITY_NONE || end.action != NULL);
        }
    }
}

static void check_kubernetes(const struct ak_facts *facts, struct ak_date today)
{
    for (size_t i = 0; i < facts->kubernetes_count; i++) {
        const struct ak_kubernetes_release *release = &facts->kubernetes[i];

        require(release->name != NULL && release->minor == ak_minor_parse(release->name));
        require(ak_facts_kubernetes(facts, release->minor) != NULL);
        struct ak_retirement end =
            ak_kubernetes_retirement(release->name, i % 2 == 0, facts, today);
        require(end.severity == AK_SEVERITY_NONE || end.action != NULL);
        require_clean(end.what);
    }
}

static void check_rest(const struct ak_facts *facts)
{
    const struct ak_size_rule *rule;

    require(ak_cvm_tee_of_name("Standard_DC4as_v5", facts, &rule) <= AK_TEE_TDX);
    for (size_t i = 0; i < facts->size_rule_count; i++)
        require_clean(facts->size_rules[i].pattern);
    for (size_t i = 0; i < facts->size_family_count; i++)
        require_clean_texts(facts->size_families[i].sizes);
    for (size_t i = 0; i < facts->explanation_count; i++) {
        require(ak_facts_explanation(facts, facts->explanations[i].id) != NULL);
        require_clean_texts(facts->explanations[i].paragraphs);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = text_of(data, size);
    const struct ak_facts_file file = {.name = "x.json", .text = text, .size = size};
    const struct ak_date today = {2026, 11, 23};
    struct ak_err err = ak_err_none();
    struct ak_facts *facts = NULL;
    int failed = ak_wire_read_facts(&file, 1, &facts, &err);

    if (failed) {
        require_failure(failed, &err);
        require(facts == NULL);
    } else {
        check_releases(facts);
        check_skus(facts, today);
        check_kubernetes(facts, today);
        check_rest(facts);
        ak_facts_free(facts);
    }
    free(text);
    return 0;
}
