/* doctor.c: gathers what the checks need: first what is here, then whether Azure answers, then who
 * one is there, then what one sees there. Each stage begins when the one before it went well. */
#include "config.h"

#include "doctor_int.h"

#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"
#include "cli_int.h"
#include "complain_int.h"
#include "core_int.h"
#include "demo_int.h"
#include "exam_int.h"
#include "facts_app_int.h"
#include "probe_int.h"

enum { ROLES_MOST = 20, SILENT_MS = 700 };

struct doctor {
    const struct ak_options *options;
    struct ak_core core; /* without facts of its own, and without an assessor */
    struct ak_demo *demo;
    struct ak_timer *step; /* decides outside of the store's own call */
    struct ak__exam exam;
    char *config_path;
    char *urls[2];
    unsigned awaited; /* jobs, probes and calls that are under way */
    size_t demanded;
    bool is_reading;           /* signed in: demands are stated */
    struct ak_timer *patience; /* NULL: nobody watches */
    bool has_note;
};

static bool is_none(const struct ak_err *err)
{
    return err->kind == AK_ERR_NONE;
}

static void wake(struct doctor *doctor)
{
    ak_timer_start(doctor->step, 0, 0);
}

static void end_wait(struct doctor *doctor)
{
    doctor->awaited--;
    wake(doctor);
}

/* ---- what is read of Azure ---- */

/* The same role has an id in each subscription: one of them is enough, and stays it. */
static void demand_role(const struct ak_snap *snap, struct ak_demands *demands, const char *id)
{
    const struct ak_slot *known = ak__exam_role(snap, id);
    size_t roles = 0;

    for (size_t i = 0; i < demands->items.len; i++) {
        const struct ak_demand *demand = ak_vec_at(&demands->items, i);

        if (demand->topic != AK_TOPIC_ROLE_DEFINITION)
            continue;
        if (ak__exam_is_same_role(demand->key, id))
            return;
        roles++;
    }
    if (roles < ROLES_MOST)
        ak_demands_add(demands, AK_TOPIC_ROLE_DEFINITION, known != NULL ? known->key : id, 0);
}

static void demand_roles(struct doctor *doctor, struct ak_demands *demands)
{
    const struct ak_snap *snap = ak_store_snap(doctor->core.store);
    size_t first;
    size_t count = ak_snap_topic(snap, AK_TOPIC_ROLE_ASSIGNMENTS, &first);

    for (size_t i = first; i < first + count; i++) {
        const struct ak_payload *payload = snap->slots[i]->payload;

        for (size_t n = 0; payload != NULL && n < payload->as.role_assignments.count; n++)
            demand_role(snap, demands, payload->as.role_assignments.items[n].role_id);
    }
}

static void demand_subscription(struct doctor *doctor, struct ak_demands *demands, const char *id)
{
    const struct ak__exam *exam = &doctor->exam;
    char key[AK__EXAM_KEY_SIZE];

    ak_demands_add(demands, AK_TOPIC_CLUSTERS, id, 0);
    for (size_t i = 0; i < AK__EXAM_PROVIDERS; i++)
        ak_demands_add(demands, AK_TOPIC_PROVIDER,
                       ak__exam_provider_key(id, ak__exam_providers[i], key), 0);
    if (exam->principal[0] != '\0')
        ak_demands_add(demands, AK_TOPIC_ROLE_ASSIGNMENTS, ak__exam_roles_key(exam, id, key), 0);
}

static void state_demands(struct doctor *doctor, struct ak_demands *demands)
{
    struct ak_vec ids = ak_vec_init(sizeof(const char *));

    ak_demands_add(demands, AK_TOPIC_SUBSCRIPTIONS, "", 0);
    ak__core_subscriptions(&doctor->core, &ids);
    for (size_t i = 0; i < AK__EXAM_SUBSCRIPTIONS && i < ids.len; i++)
        demand_subscription(doctor, demands, *(const char **)ak_vec_at(&ids, i));
    ak_vec_release(&ids);
    demand_roles(doctor, demands);
}

/* States what is needed by what is known now; true when nothing new is, and all has had an answer.
 */
static bool has_read_all(struct doctor *doctor)
{
    struct ak_demands demands = ak_demands_init();
    bool is_new;

    state_demands(doctor, &demands);
    is_new = demands.items.len != doctor->demanded;
    doctor->demanded = demands.items.len;
    if (is_new)
        ak__poller_set_demands(doctor->core.poller, &demands);
    ak_demands_release(&demands);
    return !is_new && ak__poller_is_idle(doctor->core.poller);
}

static void on_step(void *context)
{
    struct doctor *doctor = context;
    bool has_all = !doctor->is_reading || has_read_all(doctor);

    if (has_all && doctor->awaited == 0)
        ak_loop_stop(doctor->core.loop);
}

static void on_store_change(enum ak_topic topic, const char *key, void *context)
{
    (void)topic;
    (void)key;
    wake(context);
}

/* ---- signing in ---- */

static void keep_identity(struct doctor *doctor)
{
    const struct ak_auth *auth = doctor->core.auth;

    (void)ak_auth_who(auth, doctor->exam.who);
    (void)ak_auth_tenant(auth, doctor->exam.tenant);
    (void)ak_auth_principal(auth, doctor->exam.principal);
}

static void on_token(struct ak_secret *token, const struct ak_err *err, void *context)
{
    struct doctor *doctor = context;

    if (token == NULL) {
        doctor->exam.sign_in_err = *err;
    } else {
        keep_identity(doctor);
        doctor->is_reading = true;
    }
    end_wait(doctor);
}

/* ---- does Azure answer? ---- */

static bool is_well(const struct ak__probe_result *probe)
{
    enum { SERVER_ERROR = 500 };

    return is_none(&probe->err) && !probe->is_page && probe->status < SERVER_ERROR;
}

static void on_arm_probed(void *context)
{
    struct doctor *doctor = context;

    if (is_well(&doctor->exam.arm) && doctor->core.arm != NULL) {
        doctor->awaited++;
        (void)ak_auth_get_token(doctor->core.auth, on_token, doctor);
    }
    end_wait(doctor);
}

static void on_authority_probed(void *context)
{
    end_wait(context);
}

static void start_probes(struct doctor *doctor)
{
    struct ak_core *core = &doctor->core;
    struct ak__exam *exam = &doctor->exam;

    doctor->urls[0] = ak_cloud_metadata_url(&core->cloud);
    doctor->awaited++;
    ak__probe_start(core->http, &core->clock, doctor->urls[0], &exam->arm, on_arm_probed, doctor);
    if (!ak_cloud_is_known(&core->cloud))
        return;
    doctor->urls[1] = ak_cloud_openid_url(&core->cloud);
    doctor->awaited++;
    ak__probe_start(core->http, &core->clock, doctor->urls[1], &exam->authority,
                    on_authority_probed, doctor);
}

/* What could not be opened is the check's whose it is; the rest goes on. */
static void connect_to(struct doctor *doctor, const char *endpoint)
{
    struct ak_core *core = &doctor->core;
    struct ak__exam *exam = &doctor->exam;
    struct ak_err err = ak_err_none();

    if (ak__core_connect(core, endpoint, false, &err) != 0) {
        if (core->cloud.arm_endpoint == NULL || core->auth != NULL)
            exam->cloud_err = err; /* there is none, or its endpoint won't do */
        else if (core->http == NULL)
            exam->http_err = err;
        else
            exam->sign_in_err = err;
    }
    if (is_none(&exam->cloud_err) && is_none(&exam->http_err))
        start_probes(doctor);
    wake(doctor);
}

static void on_demo_ready(const char *endpoint, const struct ak_err *err, void *context)
{
    struct doctor *doctor = context;

    doctor->awaited--;
    if (err != NULL) {
        doctor->exam.cloud_err = *err;
        wake(doctor);
    } else {
        connect_to(doctor, endpoint);
    }
}

static void begin(struct doctor *doctor)
{
    struct ak_core *core = &doctor->core;

    if (!doctor->options->is_demo) {
        connect_to(doctor, NULL);
    } else if (ak__demo_start(core->loop, doctor->options->fleet, on_demo_ready, doctor,
                              &doctor->demo, &doctor->exam.cloud_err) == 0) {
        doctor->awaited++;
    } else {
        wake(doctor);
    }
}

/* ---- what is here ---- */

static void run_journal_look(void *job)
{
    struct doctor *doctor = job; /* these two members are the worker's */

    (void)!ak_journal_look(NULL, &doctor->exam.journal, &doctor->exam.journal_err);
}

static void on_journal_look(void *job, bool cancelled)
{
    (void)cancelled;
    end_wait(job);
}

static void look_at_facts(struct ak__exam *exam)
{
    struct ak_facts *facts = NULL;

    if (ak__facts_load(&facts, &exam->facts_err) == 0)
        exam->facts = ak__facts_age(facts);
    ak_facts_free(facts);
}

static void look_here(struct doctor *doctor, const struct ak_err *conf_err)
{
    struct ak__exam *exam = &doctor->exam;
    const char *no_colour = getenv("NO_COLOR");

    exam->config_err = *conf_err;
    exam->home = getenv("HOME");
    exam->terminal_name = getenv("TERM");
    doctor->config_path = ak_file_user_path("CONFIG", "config.ini");
    exam->config_path = doctor->config_path;
    exam->has_config = exam->config_path != NULL && access(exam->config_path, F_OK) == 0;
    exam->has_no_colour = doctor->options->no_colour || (no_colour != NULL && no_colour[0] != '\0');
    exam->codeset = nl_langinfo(CODESET);
    if (ak_term_look(&exam->terminal, &exam->terminal_err) == 0)
        exam->terminal_err = ak_err_none();
    look_at_facts(exam);
    doctor->awaited++;
    ak_work_start(doctor->core.loop, run_journal_look, on_journal_look, doctor);
}

/* ---- whoever waits ---- */

static void on_patience(void *context)
{
    struct doctor *doctor = context;

    doctor->has_note = true;
    fputs("asking Azure...", stderr);
}

/* A person who sees nothing for long thinks that nothing happens; what is written is taken away
 * again before the verdicts come. */
static void keep_company(struct doctor *doctor)
{
    const struct ak__exam *exam = &doctor->exam;

    if (!exam->terminal.is_terminal || !is_none(&exam->terminal_err) || isatty(STDERR_FILENO) != 1)
        return;
    doctor->patience = ak_timer_new(doctor->core.loop, on_patience, doctor);
    ak_timer_start(doctor->patience, SILENT_MS, 0);
}

static void end_company(struct doctor *doctor)
{
    if (doctor->has_note)
        fputs("\r\x1b[K", stderr);
    ak_timer_close(doctor->patience);
}

/* ---- from beginning to end ---- */

static void open_doctor(struct doctor *doctor, const struct ak_conf *conf,
                        const struct ak_err *conf_err)
{
    struct ak_core *core = &doctor->core;
    struct ak_err err = *conf_err;
    struct ak_err ignored;
    const char *now = getenv("AKSCOPE_NOW");

    core->conf = conf;
    core->machine_clock = ak_clock_system();
    core->chosen = ak__chosen_new(conf);
    core->is_command = true;
    if (ak__core_clock(&core->clock, is_none(&err) ? &err : &ignored) != 0)
        core->clock = ak_clock_system();
    core->loop = ak_loop_new();
    core->store = ak_store_new(&core->clock, on_store_change, doctor);
    doctor->step = ak_timer_new(core->loop, on_step, doctor);
    doctor->exam.conf = conf;
    doctor->exam.now = ak_clock_now(&core->clock);
    doctor->exam.is_now_fixed = now != NULL && now[0] != '\0';
    look_here(doctor, &err);
    keep_company(doctor);
}

static void close_doctor(struct doctor *doctor)
{
    ak_timer_close(doctor->step);
    ak__demo_close(doctor->demo);
    ak__core_close(&doctor->core);
    free(doctor->exam.journal.path);
    free(doctor->config_path);
    free(doctor->urls[0]);
    free(doctor->urls[1]);
}

/* A token that was given, and then refused, shows only when it is used. */
static void keep_refusal(struct ak__exam *exam)
{
    const struct ak_slot *slot = ak_snap_find(exam->snap, AK_TOPIC_SUBSCRIPTIONS, "");

    if (slot != NULL && is_none(&exam->sign_in_err) &&
        (slot->err.kind == AK_ERR_NOT_SIGNED_IN || slot->err.kind == AK_ERR_SIGN_IN))
        exam->sign_in_err = slot->err;
}

static void collect(struct doctor *doctor)
{
    struct ak_core *core = &doctor->core;
    struct ak__exam *exam = &doctor->exam;
    struct ak_vec ids = ak_vec_init(sizeof(const char *));

    exam->cloud = core->auth != NULL ? ak_auth_cloud(core->auth) : &core->cloud;
    exam->attempts = core->auth != NULL ? ak_auth_attempts(core->auth) : NULL;
    exam->snap = ak_store_snap(core->store);
    ak__core_subscriptions(core, &ids);
    exam->subscription_total = ids.len;
    for (size_t i = 0; i < AK__EXAM_SUBSCRIPTIONS && i < ids.len; i++)
        exam->subscriptions[exam->subscription_count++] = *(const char **)ak_vec_at(&ids, i);
    ak_vec_release(&ids);
    keep_refusal(exam);
}

static int print(struct doctor *doctor, const struct ak__verdicts *verdicts)
{
    const void **rows = ak_arena_alloc(verdicts->arena, verdicts->rows.len, sizeof *rows);
    const struct ak__exam *exam = &doctor->exam;
    struct ak_report_rows report = {
        .kind = AK_REPORT_CHECKS, .rows = rows, .count = verdicts->rows.len};
    struct ak_report_style style = {
        .format = doctor->options->format,
        .is_ascii = ak__cli_is_ascii(exam->conf),
        .has_colours =
            exam->terminal.is_terminal && !exam->has_no_colour && exam->terminal.colours > 0,
        .width = exam->terminal.width,
    };

    for (size_t i = 0; i < report.count; i++)
        rows[i] = &((const struct ak__verdict *)ak_vec_at(&verdicts->rows, i))->row;
    return ak__cli_print_styled(&report, &style);
}

int ak__doctor_run(const struct ak_options *options, const struct ak_conf *conf,
                   const struct ak_err *conf_err)
{
    struct doctor doctor = {.options = options};
    struct ak__verdicts verdicts = {.arena = ak_arena_new(0),
                                    .rows = ak_vec_init(sizeof(struct ak__verdict))};

    open_doctor(&doctor, conf, conf_err);
    begin(&doctor);
    ak_loop_run(doctor.core.loop);
    end_company(&doctor);
    collect(&doctor);
    ak__exam_all(&doctor.exam, &verdicts);
    int problem = print(&doctor, &verdicts);
    int code = ak__exam_exit_code(&verdicts);
    ak_vec_release(&verdicts.rows);
    ak_arena_free(verdicts.arena);
    close_doctor(&doctor);
    if (problem == EPIPE)
        return ak__cli_end_by_pipe();
    return problem != 0 ? ak__complain_of_output(problem) : code;
}
