/* dispatch_stage.c: the stage of dispatch_stage.h. */
#include "config.h"

#include "unit/app/dispatch_stage.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/buf.h"
#include "akscope/base/limits.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"

enum { NOW = 1795500000 /* 2026-11-24 */, WATCHDOG_S = 60, PASSES_S = 1000 };

/* {"aud":…,"exp":4102444800,"upn":"ada@contoso.com"} */
#define TOKEN_SECRET                                                                               \
    "eyJhdWQiOiJodHRwczovL21hbmFnZW1lbnQuYXp1cmUuY29tLyIsImV4cCI6NDEwMjQ0NDgwMCwidXBuIjoiYWRhQGNv" \
    "bnRvc28uY29tIn0"
static const char token[] = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." TOKEN_SECRET ".signature";
static const char sim_origin[] = "http://sim.test";

/* ---- what is watched: waits, and what is on disk ---- */

/* The linker leads calls of the product here (-Wl,--wrap): waits come at once but are noted, and
 * how much of the journal was synchronised is known. */
void __real_ak_timer_start(struct ak_timer *timer, uint64_t delay_ms, uint64_t repeat_ms);
void __wrap_ak_timer_start(struct ak_timer *timer, uint64_t delay_ms, uint64_t repeat_ms);
int __real_fsync(int descriptor);
int __wrap_fsync(int descriptor);

static struct {
    uint64_t waits[WAITS_MOST];
    size_t wait_count;
    size_t journal_bytes; /* on disk */
} watched;

void __wrap_ak_timer_start(struct ak_timer *timer, uint64_t delay_ms, uint64_t repeat_ms)
{
    if (repeat_ms == 0 && watched.wait_count < WAITS_MOST)
        watched.waits[watched.wait_count++] = delay_ms;
    __real_ak_timer_start(timer, repeat_ms == 0 && delay_ms > 0 ? 1 : delay_ms, repeat_ms);
}

int __wrap_fsync(int descriptor)
{
    int result = __real_fsync(descriptor);
    char link[64];
    char path[4096];
    struct stat status;
    ssize_t len;

    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    len = readlink(link, path, sizeof path - 1);
    path[len > 0 ? len : 0] = '\0';
    if (result == 0 && strstr(path, "journal.jsonl") != NULL && fstat(descriptor, &status) == 0)
        watched.journal_bytes = (size_t)status.st_size;
    return result;
}

size_t stage_waits(uint64_t wait_ms)
{
    size_t count = 0;

    for (size_t i = 0; i < watched.wait_count; i++)
        count += watched.waits[i] == wait_ms;
    return count;
}

char *stage_file(const struct stage *stage, const char *name)
{
    char *path = ak_asprintf("%s/akscope/%s", stage->folder, name);
    struct ak_err err = ak_err_none();
    char *text = NULL;
    size_t len;

    if (access(path, F_OK) != 0)
        text = ak_strdup("");
    else if (ak_file_read(path, AK_LIMIT_JOURNAL, &text, &len, &err) != 0)
        fail_msg("%s", err.text);
    free(path);
    return text;
}

/* ---- the server: the simulator behind a socket ---- */

static bool is_change(const char *method)
{
    return strcmp(method, "GET") != 0;
}

/* True when the change's own line was in the journal, and on disk, before it came. The line holds
 * the whole URL. */
static bool is_journalled(const struct stage *stage, const struct tiny_request *request)
{
    char *journal = stage_file(stage, "journal.jsonl");
    char *method = ak_asprintf("\"method\":\"%s\"", request->method);
    const char *at = strstr(journal, request->target);
    bool is_there = at != NULL && strstr(journal, method) != NULL &&
                    (stage->sender != 0 || (size_t)(at - journal) < watched.journal_bytes);

    free(method);
    free(journal);
    return is_there;
}

/* The text with the simulator's origin replaced by the server's. */
static void put_text(const struct stage *stage, struct ak_buf *out, const char *text)
{
    for (const char *at = text; *at != '\0';) {
        const char *origin = strstr(at, sim_origin);
        size_t len = origin != NULL ? (size_t)(origin - at) : strlen(at);

        assert_true(ak_buf_append(out, at, len));
        at += len;
        if (origin != NULL) {
            assert_true(ak_buf_puts(out, stage->origin));
            at += strlen(sim_origin);
        }
    }
}

/* The value of a header line, cut off in the copy `lines`. */
static char *header_line(const char *headers, const char *name)
{
    const char *at = ak_text_casestr(headers, name);

    return at != NULL ? ak_strndup(at, strcspn(at, "\r\n")) : NULL;
}

static void ask_simulator(struct stage *stage, const struct tiny_request *request,
                          struct tiny_answer *answer)
{
    static const char *const shown[] = {"Azure-AsyncOperation", "Location", "x-ms-request-id",
                                        "Retry-After"};
    char *match = header_line(request->headers, "If-Match:");
    char *none_match = header_line(request->headers, "If-None-Match:");
    char *body = request->body_len > 0 ? ak_strndup(request->body, request->body_len) : NULL;
    struct ak_buf text = ak_buf_init(AK_LIMIT_BODY);
    struct ak_buf headers = ak_buf_init(AK_LIMIT_BODY);
    const char *sent[3] = {0};
    size_t count = 0;

    if (match != NULL)
        sent[count++] = match;
    if (none_match != NULL)
        sent[count++] = none_match;
    sim_fixture_pass(&stage->sim, PASSES_S);
    answer->status = sim_fixture_send(&stage->sim, request->method, request->target, body, sent);
    if (stage->sim.call->reply != NULL)
        put_text(stage, &text, stage->sim.call->reply->bytes);
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        const char *value = sim_fixture_header(&stage->sim, shown[i]);

        if (value == NULL)
            continue;
        assert_true(ak_buf_printf(&headers, "%s: ", shown[i]));
        put_text(stage, &headers, value);
        assert_true(ak_buf_puts(&headers, "\r\n"));
    }
    answer->body = ak_arena_strdup(stage->answers, ak_buf_text(&text));
    answer->headers = ak_arena_strdup(stage->answers, ak_buf_text(&headers));
    ak_buf_release(&text);
    ak_buf_release(&headers);
    free(match);
    free(none_match);
    free(body);
}

static bool is_struck(struct stage *stage, const struct tiny_request *request)
{
    struct play *play = &stage->play;

    return play->times > 0 && strcmp(play->method, request->method) == 0 &&
           strstr(request->target, play->part) != NULL && play->times-- > 0;
}

static void strike(struct stage *stage, const struct tiny_request *request,
                   struct tiny_answer *answer)
{
    enum mishap mishap = stage->play.mishap;
    bool is_carried_out = mishap == MISHAP_LOST_ANSWER || mishap == MISHAP_SENDER_DIES_AFTER;

    if (mishap == MISHAP_THROTTLED) {
        *answer = (struct tiny_answer){
            .status = 429,
            .headers = "Retry-After: 7\r\n",
            .body = "{\"error\":{\"code\":\"Throttled\",\"message\":\"Slow down.\"}}"};
        return;
    }
    if (is_carried_out)
        ask_simulator(stage, request, answer);
    if (mishap == MISHAP_SENDER_DIES_BEFORE || mishap == MISHAP_SENDER_DIES_AFTER) {
        assert_true(stage->sender > 0);
        kill(stage->sender, SIGKILL);
    }
    *answer = (struct tiny_answer){.end = TINY_RESET};
}

static void on_request(const struct tiny_request *request, struct tiny_answer *answer,
                       void *context)
{
    struct stage *stage = context;
    struct exchange *exchange = &stage->exchanges[stage->exchange_count];

    if (stage->exchange_count == EXCHANGES_MOST)
        return;
    ak_text_copy(exchange->method, sizeof exchange->method, request->method);
    ak_text_copy(exchange->target, sizeof exchange->target, request->target);
    exchange->was_ready = !is_change(request->method) || is_journalled(stage, request);
    if (is_struck(stage, request))
        strike(stage, request, answer);
    else
        ask_simulator(stage, request, answer);
    exchange->status = answer->end == TINY_WHOLE ? answer->status : 0;
    stage->exchange_count++;
}

size_t stage_count(const struct stage *stage, const char *method, const char *part)
{
    size_t count = 0;

    for (size_t i = 0; i < stage->exchange_count; i++)
        count += strcmp(stage->exchanges[i].method, method) == 0 &&
                 strstr(stage->exchanges[i].target, part) != NULL;
    return count;
}

/* ---- opening and closing ---- */

void stage_open(struct stage *stage, const struct ak_facts *facts, const char *fault)
{
    alarm(WATCHDOG_S);
    *stage = (struct stage){
        .facts = facts, .folder = "/tmp/akscope-dispatch-XXXXXX", .answers = ak_arena_new(0)};
    memset(&watched, 0, sizeof watched);
    assert_non_null(mkdtemp(stage->folder));
    setenv("XDG_STATE_HOME", stage->folder, 1);
    setenv("AKSCOPE_TOKEN", token, 1);
    sim_fixture_open_contoso(&stage->sim, fault);
    stage->server = tiny_server_start_with(on_request, stage);
    stage->origin = tiny_server_url(stage->server, "");
}

static void remove_file(const struct stage *stage, const char *name)
{
    char *path = ak_asprintf("%s/akscope/%s", stage->folder, name);

    unlink(path);
    free(path);
}

void stage_close(struct stage *stage)
{
    static const char *const names[] = {"journal.jsonl", "journal.lock", "audit.jsonl"};
    char *folder = ak_asprintf("%s/akscope", stage->folder);

    tiny_server_stop(stage->server);
    sim_fixture_close(&stage->sim);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        remove_file(stage, names[i]);
    rmdir(folder);
    rmdir(stage->folder);
    free(folder);
    ak_arena_free(stage->answers);
    alarm(0);
}

static void on_event(const struct ak_dispatch_event *event, void *context)
{
    struct stage *stage = context;
    struct told *told = &stage->told[stage->told_count];

    assert_true(stage->told_count < EVENTS_MOST);
    *told = (struct told){.kind = event->kind, .text = ak_strdup(event->text)};
    told->err = event->err != NULL ? *event->err : ak_err_none();
    ak_text_copy(told->id, sizeof told->id, event->id);
    stage->told_count++;
    stage->ends += event->kind != AK_DISPATCH_ACCEPTED;
    ak_loop_stop(stage->loop);
}

static void on_change(enum ak_topic topic, const char *key, void *context)
{
    struct stage *stage = context;

    (void)topic;
    (void)key;
    ak_loop_stop(stage->loop);
}

void stage_start(struct stage *stage, bool follows)
{
    struct ak_http_options http = {.user_agent = "akscope/test"};
    struct ak_cloud cloud;
    struct ak_err err = ak_err_none();

    stage->clock = ak_clock_fixed(NOW);
    stage->loop = ak_loop_new();
    assert_int_equal(ak_http_new(stage->loop, &http, &stage->http, &err), 0);
    ak_cloud_init(&cloud, AK_CLOUD_PUBLIC);
    struct ak_auth_options auth = {.http = stage->http, .cloud = &cloud, .credential = "token"};
    assert_int_equal(ak_auth_new(stage->loop, &stage->clock, &auth, &stage->auth, &err), 0);
    ak_cloud_release(&cloud);
    struct ak_arm_options arm = {.loop = stage->loop,
                                 .http = stage->http,
                                 .auth = stage->auth,
                                 .clock = &stage->clock,
                                 .endpoint = stage->origin};
    if (ak_arm_new(&arm, &stage->arm, &err) != 0)
        fail_msg("%s", err.text);
    stage->store = ak_store_new(&stage->clock, on_change, stage);
    stage->poller = ak__poller_new(stage->loop, stage->arm, stage->store, &stage->clock);
    struct ak_dispatch_options options = {.loop = stage->loop,
                                          .arm = stage->arm,
                                          .auth = stage->auth,
                                          .store = stage->store,
                                          .poller = stage->poller,
                                          .clock = &stage->clock,
                                          .endpoint = arm.endpoint,
                                          .follows = follows,
                                          .on_event = on_event,
                                          .context = stage};
    stage->dispatch = ak__dispatch_new(&options);
    while (!ak__dispatch_is_ready(stage->dispatch))
        ak_loop_run(stage->loop);
}

void stage_stop(struct stage *stage)
{
    ak__dispatch_close(stage->dispatch);
    ak__poller_close(stage->poller);
    ak_arm_close(stage->arm);
    ak_auth_close(stage->auth);
    ak_http_close(stage->http);
    ak_loop_free(stage->loop);
    ak_store_free(stage->store);
    for (size_t i = 0; i < stage->told_count; i++)
        free(stage->told[i].text);
    stage->told_count = 0;
    stage->ends = 0;
    tiny_server_wait_until_left(stage->server);
}

/* ---- sending ---- */

static struct ak_plan *make_plan(const struct stage *stage, const struct ak_intent *intent)
{
    struct ak_plan_input input = {
        .snap = ak_store_snap(stage->store), .facts = stage->facts, .today = {2026, 11, 24}};

    return ak_plan_make(intent, &input);
}

/* What an intent needs grows with what is known: the region's lists come after the cluster. */
static void read_for(struct stage *stage, const struct ak_intent *intent)
{
    struct ak_demands demands = ak_demands_init();
    size_t before;

    do {
        before = demands.items.len;
        ak_plan_demand(intent, ak_store_snap(stage->store), &demands);
        ak__poller_set_demands(stage->poller, &demands);
        while (!ak__poller_is_idle(stage->poller))
            ak_loop_run(stage->loop);
    } while (demands.items.len > before);
    ak_demands_release(&demands);
}

void stage_send(struct stage *stage, struct ak_intent intent)
{
    struct ak_plan *plan;

    read_for(stage, &intent);
    plan = make_plan(stage, &intent);
    for (size_t i = 0; i < plan->violations.items.len; i++) {
        const struct ak_violation *found = ak_vec_at(&plan->violations.items, i);

        if (found->weight == AK_VIOLATION_REFUSED)
            fail_msg("%s: %s", plan->title, found->text);
    }
    if (!ak_plan_is_ready(plan))
        fail_msg("%s: %s", plan->title, plan->missing);
    ak__dispatch_send(stage->dispatch, plan);
    ak_intent_release(&intent);
}

void stage_run(struct stage *stage, size_t ends)
{
    while (stage->ends < ends)
        ak_loop_run(stage->loop);
}

/* Arguments of the process that is to die. */
static const char sender_mark[] = "--send";
enum { ARGUMENT_MARK = 1, ARGUMENT_ORIGIN, ARGUMENT_UNTIL, ARGUMENT_WHAT, ARGUMENTS };

bool stage_is_sender(int argc, char **argv)
{
    return argc == ARGUMENTS && strcmp(argv[ARGUMENT_MARK], sender_mark) == 0;
}

void stage_become_sender(char **argv, const struct ak_facts *facts, struct ak_intent intent)
{
    const char *until = argv[ARGUMENT_UNTIL];
    static struct stage stage;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    alarm(WATCHDOG_S);
    stage = (struct stage){.facts = facts, .origin = argv[ARGUMENT_ORIGIN]};
    ak_text_copy(stage.folder, sizeof stage.folder, getenv("XDG_STATE_HOME"));
    stage_start(&stage, false);
    stage_send(&stage, intent);
    for (;;) {
        char *journal = stage_file(&stage, "journal.jsonl");

        if (until[0] != '\0' && strstr(journal, until) != NULL)
            kill(getpid(), SIGKILL);
        free(journal);
        ak_loop_run(stage.loop);
    }
}

void stage_send_and_die(struct stage *stage, const char *what, const char *until)
{
    char *arguments[] = {ak_strdup("dispatch_test"),
                         ak_strdup(sender_mark),
                         ak_strdup(stage->origin),
                         ak_strdup(until != NULL ? until : ""),
                         ak_strdup(what),
                         NULL};
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        (void)execv("/proc/self/exe", arguments);
        _exit(EXIT_FAILURE);
    }
    for (size_t i = 0; i < ARGUMENTS; i++)
        free(arguments[i]);
    stage->sender = child;
    assert_int_equal(waitpid(child, &status, 0), child);
    stage->sender = 0;
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
        fail_msg("the sender ended with status %x", (unsigned)status);
    tiny_server_wait_until_left(stage->server);
}

struct ak_intent stage_intent(enum ak_intent_kind kind, const char *pool)
{
    return ak_intent_init(kind, SIM_LEDGER, pool);
}

struct ak_intent stage_scale(void)
{
    struct ak_intent intent = stage_intent(AK_INTENT_POOL_SCALE, "seal");

    ak_pool_wish_set(&intent.wish, AK_POOL_FIELD_NODES, "3");
    return intent;
}
