#include "config.h"

#include "akscope/io/child.h"

#include <signal.h>
#include <stdlib.h>

#include "akscope/base/alloc.h"
#include "process_int.h"

enum { PATIENCE_MS = 2000 }; /* between asking a service to end and making it */

struct ak_service {
    struct ak_loop *loop;
    ak_child_on_done *on_exit;
    void *context;
    uv_process_t *process; /* NULL once it is reaped */
    uv_timer_t *timer;
    bool closing;
};

static void free_service(struct ak_service *service)
{
    ak__handle_close(service->loop, service->timer);
    free(service);
}

static void on_uv_exit(uv_process_t *process, int64_t exit_status, int term_signal)
{
    struct ak_service *service = process->data;
    char nothing[] = "";
    const struct ak_child_result result = {
        .exit_status = term_signal ? -1 : (int)exit_status,
        .term_signal = term_signal,
        .output = nothing,
        .error_text = "",
    };

    ak__handle_close(service->loop, process);
    service->process = NULL;
    if (service->closing) {
        ak__loop_end(service->loop);
        free_service(service);
        return;
    }
    service->loop->touched = true;
    service->on_exit(&result, NULL, service->context);
}

int ak_service_start(struct ak_loop *loop, const char *const *arguments, ak_child_on_done *on_exit,
                     void *context, struct ak_service **out, struct ak_err *err)
{
    uv_stdio_container_t stdio[] = {
        {.flags = UV_IGNORE}, {.flags = UV_IGNORE}, {.flags = UV_IGNORE}};
    uv_process_options_t options = {
        .exit_cb = on_uv_exit,

        .stdio_count = sizeof stdio / sizeof stdio[0],
        .stdio = stdio,
    };
    uv_process_t *process = ak_alloc(1, sizeof *process);
    int failed = ak__process_spawn(loop, process, arguments, &options, err);

    if (failed) {
        ak__handle_close(loop, process);
        return failed;
    }
    struct ak_service *service = ak_alloc(1, sizeof *service);
    service->loop = loop;
    service->on_exit = on_exit;
    service->context = context;
    service->process = process;
    process->data = service;
    service->timer = ak_alloc(1, sizeof *service->timer);
    ak__uv_must(uv_timer_init(&loop->uv, service->timer), "uv_timer_init");
    service->timer->data = service;
    loop->open[AK__OPEN_SERVICE]++;
    *out = service;
    return 0;
}

static void on_out_of_patience(uv_timer_t *timer)
{
    struct ak_service *service = timer->data;
    if (service->process)
        (void)uv_process_kill(service->process, SIGKILL);
}

void ak_service_close(struct ak_service *service)
{
    if (!service)
        return;
    service->loop->open[AK__OPEN_SERVICE]--;
    if (!service->process) {
        free_service(service);
        return;
    }
    service->closing = true;
    ak__loop_begin(service->loop);
    (void)uv_process_kill(service->process, SIGTERM);
    ak__uv_must(uv_timer_start(service->timer, on_out_of_patience, PATIENCE_MS, 0),
                "uv_timer_start");
}
