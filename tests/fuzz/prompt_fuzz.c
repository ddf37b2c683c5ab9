/* prompt_fuzz.c: whatever is pressed, the line stays clean text with the cursor between two
 * characters, and it can be drawn. The input is keys: a byte of kind, and for characters their
 * UTF-8. */
#include "config.h"

#include "akscope/ui/prompt.h"
#include "fuzz.h"

enum { COLUMNS = 20, HISTORY_MOST = 100, KEYS_MOST = 600 };

/* The next key of data[0..size); returns the bytes that it took. */
static size_t take_key(const uint8_t *data, size_t size, struct ak_key *key)
{
    static const enum ak_key_code codes[] = {
        AK_KEY_ENTER, AK_KEY_ESCAPE, AK_KEY_TAB,  AK_KEY_BACK_TAB, AK_KEY_BACKSPACE, AK_KEY_DELETE,
        AK_KEY_UP,    AK_KEY_DOWN,   AK_KEY_LEFT, AK_KEY_RIGHT,    AK_KEY_HOME,      AK_KEY_END,
    };
    enum { CODE_COUNT = sizeof codes / sizeof codes[0] };

    *key = (struct ak_key){.code = AK_KEY_POINT};
    if (data[0] < CODE_COUNT) {
        key->code = codes[data[0]];
        return 1;
    }
    if (data[0] < ' ' && size > 1) {
        key->is_control = data[0] % 2 == 0;
        key->is_alt = data[0] % 2 == 1;
        key->point = data[1];
        return 2;
    }
    return ak_utf8_decode((const char *)data, size, &key->point);
}

/* Offers the text twice over, then nothing, then no more. */
static bool complete(const char *text, size_t n, char out[AK_PROMPT_SIZE], const void *context)
{
    (void)context;
    if (n > 1)
        return false;
    ak_text_copy(out, AK_PROMPT_SIZE, n == 0 ? text : "");
    ak_text_copy(out + strlen(out), AK_PROMPT_SIZE - strlen(out), n == 0 ? text : "");
    return true;
}

static bool is_character_start(char byte)
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

static void check_prompt(const struct ak_prompt *prompt, const struct ak_canvas *canvas)
{
    size_t len = strlen(prompt->text);

    require(len < AK_PROMPT_SIZE && prompt->cursor <= len);
    require_clean(prompt->text);
    require(is_character_start(prompt->text[prompt->cursor]));
    require(prompt->history.len <= HISTORY_MOST && prompt->history_at <= prompt->history.len);
    ak_canvas_clear(canvas);
    int column = ak_prompt_draw(prompt, canvas, "hint");
    require(column >= 0 && column < COLUMNS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ak_prompt prompt = ak_prompt_init();
    struct ak_surface surface = ak_surface_init(COLUMNS, 1, false);
    struct ak_canvas canvas = ak_canvas_of(&surface);

    ak_prompt_open(&prompt, ":", "");
    for (int pressed = 0; size > 0 && pressed < KEYS_MOST; pressed++) {
        struct ak_key key;
        size_t step = take_key(data, size, &key);
        char before[AK_PROMPT_SIZE];

        memcpy(before, prompt.text, sizeof before);
        enum ak_prompt_result result = ak_prompt_key(&prompt, &key, complete, NULL);
        require(result == AK_PROMPT_CHANGED || strcmp(before, prompt.text) == 0);
        check_prompt(&prompt, &canvas);
        if (result == AK_PROMPT_ACCEPTED || result == AK_PROMPT_LEFT) {
            ak_prompt_close(&prompt);
            ak_prompt_open(&prompt, "/", result == AK_PROMPT_LEFT ? "kept" : "");
        }
        data += step;
        size -= step;
    }
    ak_prompt_release(&prompt);
    ak_surface_release(&surface);
    return 0;
}
