/* theme_fuzz.c: a theme file is refused with its place, or gives every role a look that a terminal
 * can show. The input is the file. */
#include "config.h"

#include "akscope/conf/conf.h"
#include "akscope/ui/theme.h"
#include "fuzz.h"

static int on_pair(const char *section, const char *name, const char *value, int line,
                   void *context, struct ak_err *err)
{
    (void)section;
    require(line > 0);
    return ak_theme_set(context, name, value, err);
}

static void check_look(struct ak_look look, int colours)
{
    int most = colours < 8 ? 0 : colours;

    require(look.foreground >= -1 && look.foreground < (most > 256 ? 256 : most));
    require(look.background >= -1 && look.background < (most > 256 ? 256 : most));
    require(look.foreground == -1 || look.foreground != look.background);
}

static void check_theme(const struct ak_theme *theme)
{
    static const int colours[] = {0, 8, 16, 256, 1 << 24};

    for (int role = 0; role < AK_ROLE_COUNT; role++) {
        for (int ground = 0; ground < AK_ROLE_COUNT; ground += 3) {
            for (size_t i = 0; i < sizeof colours / sizeof colours[0]; i++)
                check_look(
                    ak_theme_look(theme, (enum ak_role)role, (enum ak_role)ground, colours[i]),
                    colours[i]);
            double contrast =
                ak_theme_contrast(theme, (enum ak_role)role, (enum ak_role)ground, role % 2 == 0);
            require(contrast >= 1.0 && contrast <= 21.001);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ak_theme theme = ak_theme_init("fuzzed");
    struct ak_err err = ak_err_none();
    char *text = text_of(data, size);
    int failed = ak_ini_read("x.theme", text, on_pair, &theme, &err);

    if (failed) {
        require_failure(failed, &err);
        require(strstr(err.text, "x.theme:") != NULL);
    }
    check_theme(&theme);
    free(text);
    return 0;
}
