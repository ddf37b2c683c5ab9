/* main.c: where akscope begins: settings and options, then the dashboard or a command. */
#include "config.h"

#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "akscope/base/fatal.h"
#include "akscope/base/limits.h"
#include "akscope/base/log.h"
#include "akscope/base/secret.h"
#include "akscope/base/text.h"
#include "akscope/io/file.h"
#include "act_int.h"
#include "cli_int.h"
#include "columns_int.h"
#include "complain_int.h"
#include "config_command_int.h"
#include "dash_int.h"
#include "doctor_int.h"
#include "facts_app_int.h"
#include "options_int.h"
#include "report_command_int.h"
#include "sign_in_int.h"
#include "skin_int.h"

/* One heap for the workers: each one of its own would keep what its last page of clusters took. */
static void share_heaps(void)
{
#ifdef M_ARENA_MAX
    (void)mallopt(M_ARENA_MAX, 2);
#endif
}

/* A descriptor 0, 1 or 2 that is closed would become the next file or socket, which messages or a
 * token's connection would then share. These here can't be used, as a closed one can't. */
static void hold_standard_descriptors(void)
{
    static const int wrong_way[] = {O_WRONLY, O_RDONLY, O_RDONLY};

    for (int i = 0; i < (int)(sizeof wrong_way / sizeof wrong_way[0]); i++) {
        if (fcntl(i, F_GETFD) < 0 && open("/dev/null", wrong_way[i]) != i)
            _exit(EXIT_FAILURE);
    }
}

static int open_log(struct ak_err *err)
{
    const char *path = getenv("AKSCOPE_LOG");
    const char *level = getenv("AKSCOPE_LOG_LEVEL");

    if (path == NULL || path[0] == '\0')
        return 0;
    return ak_log_open(path,
                       ak_text_caseeq(level, "debug")   ? AK_LOG_DEBUG
                       : ak_text_caseeq(level, "error") ? AK_LOG_ERROR
                                                        : AK_LOG_INFO,
                       err);
}

/* A file that is not there is no error; one that can't be read or understood is. */
static int read_config(struct ak_conf *conf, struct ak_err *err)
{
    char *path = ak__config_path();
    char *text = NULL;
    size_t len;
    int failed = 0;

    if (path != NULL) {
        FILE *there = fopen(path, "re");

        if (there != NULL) {
            fclose(there);
            failed = ak_file_read(path, AK_LIMIT_CONFIG, &text, &len, err);
            if (!failed)
                failed = ak_conf_read(conf, path, text, err);
        }
    }
    free(text);
    free(path);
    return failed;
}

/* Reads all there is, whatever is wrong with a part of it; *err is what was wrong first. */
static void read_settings(struct ak_conf *conf, struct ak_err *err)
{
    struct ak_err later = ak_err_none();
    int failed = open_log(err);

    failed = read_config(conf, failed ? &later : err) || failed;
    (void)!ak_conf_read_environment(conf, failed ? &later : err);
}

/* Why nothing is done. The doctor is asked just because something is wrong with the settings. */
static const struct ak_err *first_problem(const struct ak_options *options,
                                          const struct ak_err *conf_err, const struct ak_err *usage)
{
    bool is_doctor = options->command == AK_COMMAND_DOCTOR && usage->kind == AK_ERR_NONE;

    return conf_err->kind != AK_ERR_NONE && !is_doctor ? conf_err : usage;
}

/* What only the parts that use a setting can tell: whatever is run, a wrong one is told. */
static void check_settings(const struct ak_conf *conf, struct ak_err *err)
{
    struct ak_columns columns;

    if (ak__skin_check_keys(conf, err) || ak__columns_read(conf, &columns, err))
        return;
    ak__columns_release(&columns);
}

/* What can be answered whatever is wrong with settings. */
static int answer(const struct ak_options *options)
{
    if (options->wants_help)
        ak__options_help(stdout);
    else
        puts("akscope " PACKAGE_VERSION);
    return ak__end_output();
}

/* Commands by what they do; all others list what Azure has. */
static int run_command(const struct ak_options *options, const struct ak_conf *conf,
                       const struct ak_err *conf_err)
{
    switch (options->command) {
    case AK_COMMAND_DASHBOARD:
        return ak__dash_run(options, conf);
    case AK_COMMAND_DOCTOR:
        return ak__doctor_run(options, conf, conf_err);
    case AK_COMMAND_LOGIN:
        return ak__sign_in(conf);
    case AK_COMMAND_LOGOUT:
        return ak__sign_out(conf);
    case AK_COMMAND_FACTS_SHOW:
    case AK_COMMAND_FACTS_VALIDATE:
    case AK_COMMAND_FACTS_SCHEMA:
        return ak__facts_run(options, conf);
    case AK_COMMAND_CONFIG_SHOW:
    case AK_COMMAND_CONFIG_PATH:
        return ak__config_run(options, conf);
    case AK_COMMAND_REPORT:
        return ak__report_run(options, conf);
    case AK_COMMAND_POOL_VERIFY:
        return ak__act_verify(options, conf);
    case AK_COMMAND_GET_OPERATIONS:
    case AK_COMMAND_OPERATIONS_LIST:
    case AK_COMMAND_OPERATIONS_SHOW:
    case AK_COMMAND_OPERATIONS_WAIT:
        return ak__act_operations(options, conf);
    default:
        return ak__act_is_for(options->command) ? ak__act_run(options, conf)
                                                : ak__cli_run(options, conf);
    }
}

int main(int count, char **arguments)
{
    struct ak_err conf_err = ak_err_none();
    struct ak_err usage = ak_err_none();
    struct ak_conf *conf = ak_conf_new();
    struct ak_options options;
    int code;

    hold_standard_descriptors();
    share_heaps();
    setlocale(LC_CTYPE, "");
    ak_secret_no_core();
    ak_fatal_install();
    signal(SIGPIPE, SIG_IGN);
    read_settings(conf, &conf_err);
    /* Options are read in any case, so that --help works. */
    (void)!ak__options_read(&options, conf, count, arguments, &usage);
    if (conf_err.kind == AK_ERR_NONE && usage.kind == AK_ERR_NONE)
        check_settings(conf, &conf_err);
    const struct ak_err *err = first_problem(&options, &conf_err, &usage);
    if (options.wants_help || options.wants_version) {
        code = answer(&options);
    } else if (err->kind != AK_ERR_NONE) {
        ak__complain(err);
        code = ak_err_kind_exit_code(err->kind);
    } else {
        code = run_command(&options, conf, &conf_err);
    }
    ak__options_release(&options);
    ak_conf_free(conf);
    ak_log_close();
    return code;
}
