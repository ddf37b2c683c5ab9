#include "config.h"

#include "tests/unit/sim/sim_cassettes.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tui/sim/file_int.h"
#include "tui/sim/json_int.h"

static void visit_file(const char *path, sim_cassette_visit *visit, void *context)
{
    struct ak_err err = ak_err_none();
    char *text = NULL;
    size_t len = 0;
    if (ak_sim_file_read(path, &text, &len, &err) != 0) {
        fail_msg("%s", err.text);
    }
    cJSON *cassette = ak_sim_json_parse(text, len);
    free(text);
    assert_true(cJSON_IsArray(ak_sim_json_get(cassette, "interactions")));
    visit(path, ak_sim_json_get(cassette, "interactions"), context);
    cJSON_Delete(cassette);
}

void sim_cassettes_visit(sim_cassette_visit *visit, void *context)
{
    const char *shared = getenv("AKSCOPE_SHARED");
    char folder[512];
    struct dirent **names = NULL;
    (void)snprintf(folder, sizeof folder, "%s/arm-traffic/cassettes",
                   shared != NULL ? shared : "/nowhere");
    int count = scandir(folder, &names, NULL, alphasort);
    if (count < 0) {
        skip();
    }
    for (int i = 0; i < count; i++) {
        char path[1024];
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        if (names[i]->d_name[0] != '.') {
            visit_file(path, visit, context);
        }
        free(names[i]);
    }
    free(names);
}
