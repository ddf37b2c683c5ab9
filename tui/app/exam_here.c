/* exam_here.c: what can be told without asking anybody. */
#include "config.h"

#include <string.h>

#include "akscope/base/date.h"
#include "akscope/base/text.h"
#include "exam_int.h"

enum {
    USABLE_WIDTH = 80, /* below it some panes share a place */
    USABLE_HEIGHT = 24,
    FEW_COLOURS = 256,
    OLD_FACTS_DAYS = 180, /* AKS announces and retires every month */
    OTHERS_MAY = 077,
};

/* ---- terminal ---- */

static const char *colours_of(const struct ak__exam *exam, struct ak_arena *arena)
{
    if (exam->has_no_colour)
        return "colours are off";
    if (exam->terminal.colours == 0)
        return "no colours";
    if (exam->terminal.colours > FEW_COLOURS)
        return "all colours";
    return ak_arena_printf(arena, "%d colours", exam->terminal.colours);
}

static bool is_utf8(const struct ak__exam *exam)
{
    return strcmp(exam->codeset, "UTF-8") == 0;
}

void ak__look_at_terminal(const struct ak__exam *exam, struct ak__verdicts *out)
{
    const struct ak_term_look *look = &exam->terminal;
    struct ak__verdict *verdict;

    if (!look->is_terminal) {
        (void)ak__verdict_add(out, AK_CHECK_SKIPPED,
                              "the output is no terminal: commands need none, the dashboard does");
        return;
    }
    if (exam->terminal_err.kind != AK_ERR_NONE) {
        (void)ak__verdict_err(out, AK_CHECK_FAILED, &exam->terminal_err);
        return;
    }
    bool is_small = look->width < USABLE_WIDTH || look->height < USABLE_HEIGHT;
    verdict = ak__verdict_add(
        out, is_small || !is_utf8(exam) ? AK_CHECK_WARNING : AK_CHECK_OK, "%s, %dx%d, %s, %s",
        exam->terminal_name != NULL ? exam->terminal_name : "", look->width, look->height,
        is_utf8(exam) ? "UTF-8" : exam->codeset, colours_of(exam, out->arena));
    if (!is_utf8(exam))
        ak__verdict_advise(
            out, verdict,
            "lines and marks are drawn with ASCII: set LANG to a locale with UTF-8, such as "
            "C.UTF-8");
    else if (is_small)
        ak__verdict_advise(out, verdict, "%dx%d or more shows all panes at once", USABLE_WIDTH,
                           USABLE_HEIGHT);
}

/* ---- configuration ---- */

struct origins {
    int file;
    int variables;
    int options;
};

static struct origins count_origins(const struct ak_conf *conf)
{
    struct origins count = {0};

    for (int i = 0; i < AK_SETTING_COUNT; i++) {
        const char *origin = ak_conf_origin(conf, (enum ak_setting)i);

        if (ak_text_has_prefix(origin, "--", false))
            count.options++;
        else if (ak_text_has_prefix(origin, "AKSCOPE_", false))
            count.variables++;
        else if (strcmp(origin, "default") != 0)
            count.file++;
    }
    return count;
}

/* A path as people write it. */
static const char *short_path(const struct ak__exam *exam, struct ak_arena *arena, const char *path)
{
    const char *home = exam->home;
    size_t len = home != NULL ? strlen(home) : 0;

    if (len > 1 && strncmp(path, home, len) == 0 && path[len] == '/')
        return ak_arena_printf(arena, "~%s", path + len);
    return path;
}

static const char *count_of(struct ak_arena *arena, int count, const char *where)
{
    return count == 0
               ? ""
               : ak_arena_printf(arena, ", %d setting%s %s", count, count == 1 ? "" : "s", where);
}

void ak__look_at_config(const struct ak__exam *exam, struct ak__verdicts *out)
{
    struct origins count = count_origins(exam->conf);
    const char *path = exam->config_path;

    if (exam->config_err.kind != AK_ERR_NONE) {
        (void)ak__verdict_err(out, AK_CHECK_FAILED, &exam->config_err);
        return;
    }
    path = path != NULL ? short_path(exam, out->arena, path) : "HOME is not set";
    (void)ak__verdict_add(out, AK_CHECK_OK, "%s%s%s%s%s", exam->has_config ? "" : "no file (", path,
                          exam->has_config ? count_of(out->arena, count.file, "in it") : ")",
                          count_of(out->arena, count.variables, "by variables"),
                          count_of(out->arena, count.options, "by options"));
}

/* ---- facts ---- */

void ak__look_at_facts(const struct ak__exam *exam, struct ak__verdicts *out)
{
    const struct ak__facts_age *age = &exam->facts;
    char words[AK_DATE_TEXT_SIZE];

    if (exam->facts_err.kind != AK_ERR_NONE) {
        struct ak__verdict *verdict = ak__verdict_err(out, AK_CHECK_FAILED, &exam->facts_err);

        ak__verdict_advise(out, verdict,
                           "correct the file; `akscope facts validate` says all of it");
        return;
    }
    int days = (int)ak_date_between(age->as_of, ak_date_from_time(exam->now));
    bool is_old = days > OLD_FACTS_DAYS;
    struct ak__verdict *verdict = ak__verdict_add(
        out, is_old ? AK_CHECK_WARNING : AK_CHECK_OK, "built in: as of %s%s%s",
        ak_date_words(age->as_of, words),
        days > 0 ? ak_arena_printf(out->arena, ", %d day%s old", days, days == 1 ? "" : "s") : "",
        age->own > 0 ? ak_arena_printf(out->arena, "; %zu of your own", age->own) : "");
    if (is_old)
        ak__verdict_advise(
            out, verdict,
            "AKS has announced more since: update akscope; `akscope facts compare` says "
            "where Azure knows better");
}

/* ---- journal ---- */

static bool say_trouble(const struct ak__exam *exam, struct ak__verdicts *out, const char *path)
{
    const struct ak_journal_look *look = &exam->journal;
    struct ak__verdict *verdict;
    size_t before = out->rows.len;

    if ((look->mode & OTHERS_MAY) != 0) {
        verdict = ak__verdict_add(out, AK_CHECK_WARNING, "others can read %s (mode %04o)", path,
                                  look->mode);
        ak__verdict_advise(out, verdict, "chmod 600 %s", path);
    }
    if (look->damaged_lines > 0) {
        verdict = ak__verdict_add(out, AK_CHECK_WARNING, "%zu damaged line%s in %s %s passed over",
                                  look->damaged_lines, look->damaged_lines == 1 ? "" : "s", path,
                                  look->damaged_lines == 1 ? "is" : "are");
        ak__verdict_advise(
            out, verdict,
            "what they told of is lost; look at the resources of your last changes, and "
            "check the disk");
    }
    if (look->abandoned > 0) {
        verdict = ak__verdict_add(out, AK_CHECK_WARNING, "%zu change%s nobody follows any more",
                                  look->abandoned, look->abandoned == 1 ? "" : "s");
        ak__verdict_advise(out, verdict, "`akscope operations wait` takes them up again");
    }
    return out->rows.len > before;
}

void ak__look_at_journal(const struct ak__exam *exam, struct ak__verdicts *out)
{
    const struct ak_journal_look *look = &exam->journal;

    if (exam->journal_err.kind != AK_ERR_NONE) {
        struct ak__verdict *verdict = ak__verdict_err(out, AK_CHECK_FAILED, &exam->journal_err);

        ak__verdict_advise(out, verdict,
                           "nothing can be changed without it: check the path and its "
                           "permissions");
        return;
    }
    if (!look->is_there) {
        (void)ak__verdict_add(out, AK_CHECK_OK, "nothing was changed from here yet");
        return;
    }
    if (say_trouble(exam, out, short_path(exam, out->arena, look->path)))
        return;
    (void)ak__verdict_add(
        out, AK_CHECK_OK, "%zu change%s%s", look->changes, look->changes == 1 ? "" : "s",
        look->unfinished > 0 ? ak_arena_printf(out->arena, ", %zu under way", look->unfinished)
                             : ", none under way");
}
