/* act_verify.c: `pool verify`: the seed's check of a confidential pool, read fresh. */
#include "config.h"

#include "act_int.h"

#include <stdio.h>

#include "akscope/wire/edit.h"
#include "complain_int.h"
#include "rows_int.h"

enum { OUTPUT_MOST = 64 * 1024 };

static const char *const result_names[] = {
    [AK_VERIFY_FAIL] = "fail", [AK_VERIFY_PASS] = "pass", [AK_VERIFY_UNKNOWN] = "unknown"};

static void on_step(struct ak__errand *errand)
{
    struct ak_demands demands = ak_demands_init();

    ak__core_fleet_demands(&errand->core, &demands);
    for (size_t i = 0; i < errand->core.fleet->cluster_count; i++) {
        const struct ak_cluster *cluster = errand->core.fleet->clusters[i].cluster;
        char key[AK_DEMAND_KEY_SIZE];

        /* The capability stands in the list of the pool's own region and subscription. */
        if (ak__rows_include(errand->options, cluster) && cluster->location != NULL &&
            cluster->subscription_id != NULL)
            ak_demands_add(
                &demands, AK_TOPIC_VM_SIZES,
                ak_region_key(cluster->subscription_id, cluster->location, key, sizeof key), 0);
    }
    if (ak__errand_has(errand, &demands))
        ak_loop_stop(errand->core.loop);
}

static const struct ak_vm_size *find_size(const struct ak_core *core,
                                          const struct ak_fleet_pool *row)
{
    const struct ak_cluster *cluster = row->cluster->cluster;
    const struct ak_payload *sizes;
    char key[AK_DEMAND_KEY_SIZE];

    if (cluster->location == NULL || cluster->subscription_id == NULL)
        return NULL;
    ak_region_key(cluster->subscription_id, cluster->location, key, sizeof key);
    sizes = ak_snap_payload(ak_store_snap(core->store), AK_TOPIC_VM_SIZES, key);
    return sizes != NULL ? ak_vm_sizes_find(&sizes->as.vm_sizes, row->pool->vm_size) : NULL;
}

static void print_table(const struct ak_verify_line *lines)
{
    for (size_t i = 0; i < AK_VERIFY_COUNT; i++)
        printf("%-8s %-15s %s\n", result_names[lines[i].result], lines[i].what, lines[i].evidence);
}

static void print_json(const struct ak_fleet_pool *row, const struct ak_verify_line *lines)
{
    struct ak_edit *edit = ak_edit_new();
    struct ak_buf text = ak_buf_init(OUTPUT_MOST);

    ak_edit_set_text(edit, "id", row->pool->id);
    ak_edit_set_text(edit, "status", ak_cvm_status_name(row->cvm.status));
    ak_edit_set_json(edit, "checks", "[{},{},{}]");
    for (size_t i = 0; i < AK_VERIFY_COUNT; i++) {
        char path[64];

        snprintf(path, sizeof path, "checks.%zu.check", i);
        ak_edit_set_text(edit, path, lines[i].what);
        snprintf(path, sizeof path, "checks.%zu.result", i);
        ak_edit_set_text(edit, path, result_names[lines[i].result]);
        snprintf(path, sizeof path, "checks.%zu.evidence", i);
        ak_edit_set_text(edit, path, lines[i].evidence);
    }
    if (ak_edit_print(edit, true, &text))
        puts(ak_buf_text(&text));
    ak_buf_release(&text);
    ak_edit_free(edit);
}

/* 1 on a fail; what can't be told is no pass: 6. */
static int judge(const struct ak_verify_line *lines)
{
    bool is_unknown = false;

    for (size_t i = 0; i < AK_VERIFY_COUNT; i++) {
        if (lines[i].result == AK_VERIFY_FAIL)
            return 1;
        is_unknown = is_unknown || lines[i].result == AK_VERIFY_UNKNOWN;
    }
    return is_unknown ? ak_err_kind_exit_code(AK_ERR_INCOMPLETE) : 0;
}

static int verify(struct ak__errand *errand, struct ak_err *err)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_vec rows = ak_vec_init(sizeof(const void *));
    struct ak_verify_line lines[AK_VERIFY_COUNT];
    int code = ak__rows_collect(&errand->core, errand->options, arena, &rows, err);

    if (code == 0) {
        const struct ak_fleet_pool *row = *(const void **)ak_vec_at(&rows, 0);

        ak_verify_pool(row->pool, find_size(&errand->core, row), errand->core.facts, lines);
        if (errand->options->format == AK_FORMAT_JSON)
            print_json(row, lines);
        else
            print_table(lines);
        code = judge(lines);
    }
    ak_vec_release(&rows);
    ak_arena_free(arena);
    return code;
}

int ak__act_verify(const struct ak_options *options, const struct ak_conf *conf)
{
    struct ak__errand errand = {.options = options, .on_step = on_step, .err = ak_err_none()};
    bool has_data;
    int code = 0;

    ak__errand_run(&errand, conf);
    if (errand.err.kind == AK_ERR_NONE) {
        ak__complain_of_slots(ak_store_snap(errand.core.store), AK_TOPIC_CLUSTERS, &has_data);
        code = verify(&errand, &errand.err);
    }
    if (errand.err.kind != AK_ERR_NONE) {
        ak__complain(&errand.err);
        code = ak_err_kind_exit_code(errand.err.kind);
    }
    ak__errand_close(&errand);
    return code;
}
