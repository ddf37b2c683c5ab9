/* confidential_test.c: every combination of what the witnesses can say. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "akscope/rules/confidential.h"
#include "unit/rules/built_in.h"

static const char cvm_image[] = "AKSUbuntu-2404gen2CVMcontainerd-202611.09.0";
static const char plain_image[] = "AKSUbuntu-2404gen2containerd-202611.09.0";
static const char odd_image[] = "my-own-image";

enum list { NOT_LISTED, LISTED_PLAIN, LISTED_SNP, LISTED_TDX };

struct verdict_case {
    const char *vm_size;
    enum list list;
    const char *image;
    enum ak_cvm_status status;
    enum ak_tee tee;
};

static const struct verdict_case cases[] = {
    /* the size's capability speaks */
    {"Standard_DC4as_v5", LISTED_SNP, cvm_image, AK_CVM_CONFIRMED, AK_TEE_SEV_SNP},
    {"Standard_DC4es_v6", LISTED_TDX, cvm_image, AK_CVM_CONFIRMED, AK_TEE_TDX},
    {"Standard_DC4as_v5", LISTED_SNP, plain_image, AK_CVM_CONFLICT, AK_TEE_SEV_SNP},
    {"Standard_DC4as_v5", LISTED_SNP, odd_image, AK_CVM_UNKNOWN, AK_TEE_NONE},
    {"Standard_DC4as_v5", LISTED_SNP, NULL, AK_CVM_UNKNOWN, AK_TEE_NONE},
    {"Standard_New_v9", LISTED_SNP, cvm_image, AK_CVM_CONFIRMED, AK_TEE_SEV_SNP},
    {"Standard_D4s_v5", LISTED_PLAIN, cvm_image, AK_CVM_CONFLICT, AK_TEE_NONE},
    {"Standard_D4s_v5", LISTED_PLAIN, plain_image, AK_CVM_NO, AK_TEE_NONE},
    {"Standard_D4s_v5", LISTED_PLAIN, odd_image, AK_CVM_NO, AK_TEE_NONE},
    {"Standard_D4s_v5", LISTED_PLAIN, NULL, AK_CVM_NO, AK_TEE_NONE},
    /* a capability is trusted above a name */
    {"Standard_DC4as_v5", LISTED_PLAIN, plain_image, AK_CVM_NO, AK_TEE_NONE},
    {"Standard_DC4as_v5", LISTED_PLAIN, cvm_image, AK_CVM_CONFLICT, AK_TEE_NONE},
    /* only the name speaks */
    {"Standard_DC4as_v5", NOT_LISTED, cvm_image, AK_CVM_BY_NAME, AK_TEE_SEV_SNP},
    {"standard_ec8eds_v6", NOT_LISTED, cvm_image, AK_CVM_BY_NAME, AK_TEE_TDX},
    {"DC4as_v5", NOT_LISTED, cvm_image, AK_CVM_BY_NAME, AK_TEE_SEV_SNP},
    {"Standard_DC4as_v5", NOT_LISTED, NULL, AK_CVM_BY_NAME, AK_TEE_SEV_SNP},
    {"Standard_DC4as_v5", NOT_LISTED, odd_image, AK_CVM_BY_NAME, AK_TEE_SEV_SNP},
    {"Standard_DC4as_v5", NOT_LISTED, plain_image, AK_CVM_CONFLICT, AK_TEE_SEV_SNP},
    {"Standard_D4s_v5", NOT_LISTED, cvm_image, AK_CVM_CONFLICT, AK_TEE_NONE},
    {"Standard_D4s_v5", NOT_LISTED, plain_image, AK_CVM_NO, AK_TEE_NONE},
    {"Standard_D4s_v5", NOT_LISTED, NULL, AK_CVM_NO, AK_TEE_NONE},
    /* names that look alike and are not: SGX, confidential children */
    {"Standard_DC4s_v3", NOT_LISTED, plain_image, AK_CVM_NO, AK_TEE_NONE},
    {"Standard_DC8_v2", NOT_LISTED, plain_image, AK_CVM_NO, AK_TEE_NONE},
    {"Standard_DC4as_cc_v5", NOT_LISTED, plain_image, AK_CVM_NO, AK_TEE_NONE},
    {"Standard_DC4as_cc_v5", NOT_LISTED, cvm_image, AK_CVM_CONFLICT, AK_TEE_NONE},
    {"Standard_D4as_v5", NOT_LISTED, plain_image, AK_CVM_NO, AK_TEE_NONE},
    /* nothing can be told */
    {NULL, NOT_LISTED, NULL, AK_CVM_UNKNOWN, AK_TEE_NONE},
    {NULL, NOT_LISTED, plain_image, AK_CVM_UNKNOWN, AK_TEE_NONE},
    {NULL, NOT_LISTED, cvm_image, AK_CVM_UNKNOWN, AK_TEE_NONE},
    {"what-is-this", NOT_LISTED, plain_image, AK_CVM_UNKNOWN, AK_TEE_NONE},
};

static struct ak_cvm_verdict assess(const struct verdict_case *given, const struct ak_facts *facts)
{
    static const char *const types[] = {
        [NOT_LISTED] = NULL, [LISTED_PLAIN] = NULL, [LISTED_SNP] = "SNP", [LISTED_TDX] = "TDX"};
    struct ak_vm_size size = {.name = given->vm_size, .confidential_type = types[given->list]};
    struct ak_pool pool = {.vm_size = given->vm_size, .node_image_version = given->image};
    struct ak_node_image image = ak_node_image_parse(given->image);

    return ak_cvm_assess(&pool, &image, given->list == NOT_LISTED ? NULL : &size, facts);
}

static void test_every_combination_has_its_verdict(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_cvm_verdict verdict = assess(&cases[i], *state);

        if (verdict.status != cases[i].status || verdict.tee != cases[i].tee)
            fail_msg("case %zu (%s, %s): %s", i, cases[i].vm_size ? cases[i].vm_size : "no size",
                     cases[i].image ? cases[i].image : "no image",
                     ak_cvm_status_name(verdict.status));
    }
}

static void test_each_verdict_has_evidence_in_words(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ak_cvm_verdict verdict = assess(&cases[i], *state);
        struct ak_pool pool = {.vm_size = cases[i].vm_size, .node_image_version = cases[i].image};
        char text[AK_EVIDENCE_SIZE];

        assert_true(strlen(ak_cvm_evidence_capability(&verdict, &pool, text)) > 10);
        assert_true(strlen(ak_cvm_evidence_name(&verdict, &pool, *state, text)) > 10);
        assert_true(strlen(ak_cvm_evidence_image(&verdict, &pool, text)) > 10);
        assert_true(strlen(ak_cvm_status_meaning(verdict.status)) > 10);
    }
}

static void test_all_confidential_sizes_of_the_facts_are_known_by_name(void **state)
{
    const struct ak_facts *facts = *state;
    size_t confidential = 0;

    for (size_t i = 0; i < facts->size_family_count; i++) {
        const struct ak_size_family *family = &facts->size_families[i];

        for (size_t j = 0; j < family->sizes.count; j++) {
            const struct ak_size_rule *rule = NULL;
            enum ak_tee tee = ak_cvm_tee_of_name(family->sizes.items[j], facts, &rule);

            assert_int_equal(tee, family->tee);
            confidential += tee != AK_TEE_NONE;
        }
    }
    assert_true(confidential > 100);
}

static void test_a_generation_that_no_source_names_is_marked(void **state)
{
    const struct verdict_case future = {"Standard_DC4as_v7", NOT_LISTED, cvm_image, AK_CVM_BY_NAME,
                                        AK_TEE_SEV_SNP};
    struct ak_cvm_verdict verdict = assess(&future, *state);

    assert_int_equal(verdict.status, AK_CVM_BY_NAME);
    assert_true(verdict.size_name_unverified);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_combination_has_its_verdict),
        cmocka_unit_test(test_each_verdict_has_evidence_in_words),
        cmocka_unit_test(test_all_confidential_sizes_of_the_facts_are_known_by_name),
        cmocka_unit_test(test_a_generation_that_no_source_names_is_marked),
    };

    return cmocka_run_group_tests(tests, built_in_setup, built_in_teardown);
}
