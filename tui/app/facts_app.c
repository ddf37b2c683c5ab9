/* facts_app.c: `facts show|validate|schema`: nothing is asked of Azure. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli_int.h"
#include "complain_int.h"
#include "facts_app_int.h"

/* ---- show ---- */

struct listing {
    struct ak_arena *arena;
    struct ak_vec rows; /* const struct ak_report_fact * */
    const char *own_path;
};

static void add(struct listing *listing, const struct ak_report_fact *fact)
{
    struct ak_report_fact *row = ak_arena_alloc(listing->arena, 1, sizeof *row);

    *row = *fact;
    row->is_own = listing->own_path != NULL && strcmp(fact->source->name, listing->own_path) == 0;
    *(const void **)ak_vec_push(&listing->rows) = row;
}

static void add_kubernetes(struct listing *listing, const struct ak_kubernetes_release *release)
{
    add(listing, &(struct ak_report_fact){.kind = "kubernetes",
                                          .id = release->id,
                                          .name = release->title,
                                          .end_of_support = release->end_of_life,
                                          .source = &release->source,
                                          .note = release->platform_support_until});
    if (ak_date_is_set(release->lts_end_of_life))
        add(listing, &(struct ak_report_fact){.kind = "kubernetes-lts",
                                              .id = release->lts_id,
                                              .name = release->lts_title,
                                              .end_of_support = release->lts_end_of_life,
                                              .source = &release->source});
}

static void list_facts(struct listing *listing, const struct ak_facts *facts)
{
    for (size_t i = 0; i < facts->os_release_count; i++) {
        const struct ak_os_release *release = &facts->os_releases[i];

        add(listing, &(struct ak_report_fact){.kind = "os",
                                              .id = release->id,
                                              .name = release->name,
                                              .end_of_support = release->end_of_support,
                                              .images_removed = release->images_removed,
                                              .source = &release->source,
                                              .note = release->action});
    }
    for (size_t i = 0; i < facts->kubernetes_count; i++)
        add_kubernetes(listing, &facts->kubernetes[i]);
    for (size_t i = 0; i < facts->retirement_count; i++) {
        const struct ak_other_retirement *row = &facts->retirements[i];

        add(listing, &(struct ak_report_fact){.kind = "retirement",
                                              .id = row->id,
                                              .name = row->name,
                                              .end_of_support = row->date,
                                              .source = &row->source,
                                              .note = row->undetected != NULL ? row->undetected
                                                                              : row->note});
    }
    for (size_t i = 0; i < facts->feature_count; i++) {
        const struct ak_preview_feature *feature = &facts->features[i];

        add(listing, &(struct ak_report_fact){.kind = "feature",
                                              .id = feature->name,
                                              .name = feature->purpose,
                                              .end_of_support = feature->until,
                                              .source = &feature->source,
                                              .note = feature->note});
    }
}

struct ak__facts_age ak__facts_age(const struct ak_facts *facts)
{
    char *path = ak__facts_own_path();
    struct listing listing = {.own_path = path, .rows = ak_vec_init(sizeof(void *))};
    struct ak__facts_age age = {0};

    listing.arena = ak_arena_new(0);
    list_facts(&listing, facts);
    for (size_t i = 0; i < listing.rows.len; i++) {
        const struct ak_report_fact *fact = *(const void **)ak_vec_at(&listing.rows, i);
        struct ak_date as_of;

        if (fact->is_own)
            age.own++;
        else if (ak_date_parse(fact->source->as_of, &as_of) &&
                 (!ak_date_is_set(age.as_of) || ak_date_compare(as_of, age.as_of) > 0))
            age.as_of = as_of;
    }
    ak_vec_release(&listing.rows);
    ak_arena_free(listing.arena);
    free(path);
    return age;
}

static int show(const struct ak_options *options, const struct ak_conf *conf, struct ak_err *err)
{
    char *path = ak__facts_own_path();
    struct listing listing = {.own_path = path, .rows = ak_vec_init(sizeof(void *))};
    struct ak_facts *facts = NULL;
    int failed = ak__facts_load(&facts, err);

    listing.arena = ak_arena_new(0);
    if (!failed) {
        list_facts(&listing, facts);
        failed = ak__cli_print_listing(AK_REPORT_FACTS, &listing.rows, options, conf, err);
    }
    ak_vec_release(&listing.rows);
    ak_arena_free(listing.arena);
    ak_facts_free(facts);
    free(path);
    return failed;
}

/* ---- validate ---- */

static int say_problems(const struct ak__facts_files *files, struct ak_err *err)
{
    struct ak_arena *arena = ak_arena_new(0);
    struct ak_vec problems = ak_vec_init(sizeof(struct ak_facts_problem));
    const char *name = files->items[files->count - 1].name;
    int failed = 0;

    ak_wire_check_facts(files->items, files->count, arena, &problems);
    for (size_t i = 0; i < problems.len; i++) {
        const struct ak_facts_problem *problem = ak_vec_at(&problems, i);

        printf("%s:%d: %s\n", name, problem->line, problem->text);
    }
    if (problems.len > 0)
        failed = ak_err_set(err, AK_ERR_CONFIG, "%s has %zu %s", name, problems.len,
                            problems.len == 1 ? "problem" : "problems");
    else
        printf("%s: in order\n", name);
    ak_vec_release(&problems);
    ak_arena_free(arena);
    return failed;
}

static int validate(const char *asked, struct ak_err *err)
{
    char *usual = ak__facts_own_path();
    const char *path = asked != NULL ? asked : usual;
    struct ak__facts_files files;
    int failed = ak__facts_files_read(&files, path, err);

    if (!failed && !files.has_own)
        failed = ak_err_set(err, AK_ERR_FILE, "there is no file %s", path != NULL ? path : "");
    if (!failed)
        failed = say_problems(&files, err);
    ak__facts_files_release(&files);
    free(usual);
    return failed;
}

int ak__facts_run(const struct ak_options *options, const struct ak_conf *conf)
{
    struct ak_err err = ak_err_none();
    int failed = 0;

    if (options->command == AK_COMMAND_FACTS_SHOW)
        failed = show(options, conf, &err);
    else if (options->command == AK_COMMAND_FACTS_VALIDATE)
        failed = validate(options->name, &err);
    else
        fputs(ak_wire_facts_schema(), stdout);
    if (!failed)
        return ak__end_output();
    ak__complain(&err);
    return ak_err_kind_exit_code(err.kind);
}
