#include "config.h"

#include "process_int.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "akscope/base/alloc.h"
#include "akscope/base/text.h"

/* Secrets that are ours to use, not our children's. (The Azure CLI has its own ways to sign in, and
 * none of these is among them.) */
static bool is_secret(const char *variable)
{
    static const char *const prefixes[] = {
        "AKSCOPE_",
        "AZURE_CLIENT_SECRET=",
        "AZURE_CLIENT_CERTIFICATE_PASSWORD=",
        "AZURE_PASSWORD=",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN=",
        "IDENTITY_HEADER=",
    };

    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (ak_text_has_prefix(variable, prefixes[i], false))
            return true;
    }
    return false;
}

/* Borrows the strings: the array alone is to be freed. */
static char **scrubbed_environment(void)
{
    size_t count = 0, kept = 0;

    while (environ && environ[count])
        count++;
    char **scrubbed = ak_alloc(count + 1, sizeof *scrubbed);
    for (size_t i = 0; i < count; i++)
        if (!is_secret(environ[i]))
            scrubbed[kept++] = environ[i];
    return scrubbed;
}

int ak__process_spawn(struct ak_loop *loop, uv_process_t *process, const char *const *arguments,
                      uv_process_options_t *options, struct ak_err *err)
{
    char **environment = scrubbed_environment();
    options->file = arguments[0];
    /* libuv takes what execvp takes, which changes nothing: a copy of the pointer loses the const.
     */
    memcpy(&options->args, &arguments, sizeof options->args);
    options->env = environment;
    int code = uv_spawn(&loop->uv, process, options);
    free(environment);
    if (code == 0)
        return 0;
    if (code == UV_ENOENT)
        ak_err_set(err, AK_ERR_CHILD, "%s: not installed, or not in PATH", options->file);
    else
        ak_err_set(err, AK_ERR_CHILD, "%s: %s", options->file, uv_strerror(code));
    err->system_code = -code;
    return AK_ERR_CHILD;
}
