/* arena_test.c: pieces are aligned, apart from each other, and stay where they are. */
#include "config.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "akscope/base/arena.h"
#include "support/forked.h"

enum { PIECES = 500 };

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
    static const size_t hints[] = {0, 1, 100000};
    unsigned char *pieces[PIECES];

    (void)state;
    for (size_t h = 0; h < sizeof hints / sizeof hints[0]; h++) {
        struct ak_arena *arena = ak_arena_new(hints[h]);

        for (size_t i = 0; i < PIECES; i++) {
            pieces[i] = ak_arena_alloc(arena, i, 3);
            assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
            for (size_t j = 0; j < i * 3; j++)
                assert_int_equal(pieces[i][j], 0);
            memset(pieces[i], (int)(i % 256), i * 3);
            /* Text in between spoils the alignment for the next piece. */
            assert_string_equal(ak_arena_strdup(arena, "odd"), "odd");
        }
        for (size_t i = 0; i < PIECES; i++) {
            for (size_t j = 0; j < i * 3; j++)
                assert_int_equal(pieces[i][j], i % 256);
        }
        ak_arena_free(arena);
    }
}

static void pieces_larger_than_a_block_are_whole(void **state)
{
    struct ak_arena *arena = ak_arena_new(16);
    char *small = ak_arena_strdup(arena, "small");
    unsigned char *large = ak_arena_alloc(arena, 3, 1024 * 1024);

    (void)state;
    memset(large, 0xA5, 3u * 1024 * 1024);
    assert_string_equal(small, "small");
    assert_string_equal(ak_arena_strdup(arena, "after"), "after");
    assert_int_equal(large[3 * 1024 * 1024 - 1], 0xA5);
    ak_arena_free(arena);
    ak_arena_free(NULL);
}

/* What of this process is in memory, in bytes. */
static size_t resident(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    unsigned long pages = 0;

    assert_non_null(file);
    assert_int_equal(fscanf(file, "%*u %lu", &pages), 1);
    fclose(file);
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void the_memory_of_a_large_arena_goes_back_to_the_system(void **state)
{
    enum { PIECE = 64 * 1024, COUNT = 512, HALF = PIECE * COUNT / 2 };
    struct ak_arena *arena = ak_arena_new(0);
    char *small[COUNT];
    size_t before;

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        ak_arena_alloc(arena, 1, PIECE);
        small[i] = malloc(100); /* so that nothing could be cut off the end of the heap */
    }
    before = resident();
    ak_arena_free(arena);
    assert_true(resident() + HALF < before);
    for (size_t i = 0; i < COUNT; i++)
        free(small[i]);
}

static void a_scratch_arena_is_one_too(void **state)
{
    struct ak_arena *arena = ak_arena_new_scratch(1024 * 1024);
    unsigned char *large = ak_arena_alloc(arena, 1, 900 * 1024);

    (void)state;
    for (size_t i = 0; i < 900 * 1024; i++)
        assert_int_equal(large[i], 0);
    memset(large, 0xA5, 900 * 1024);
    assert_string_equal(ak_arena_strdup(arena, "after"), "after");
    ak_arena_free(arena);
    /* Memory that was used before is zeroed again. */
    arena = ak_arena_new_scratch(1024 * 1024);
    large = ak_arena_alloc(arena, 1, 900 * 1024);
    for (size_t i = 0; i < 900 * 1024; i++)
        assert_int_equal(large[i], 0);
    ak_arena_free(arena);
}

static void no_bytes_are_a_place_too(void **state)
{
    struct ak_arena *arena = ak_arena_new(1);

    (void)state;
    assert_non_null(ak_arena_alloc(arena, 0, 8));
    assert_non_null(ak_arena_alloc(arena, 8, 0));
    ak_arena_free(arena);
}

static void texts_are_copied(void **state)
{
    struct ak_arena *arena = ak_arena_new(0);
    char text[] = "contoso";
    char *whole = ak_arena_strdup(arena, text);
    char *part = ak_arena_strndup(arena, text, 3);

    (void)state;
    text[0] = 'X';
    assert_string_equal(whole, "contoso");
    assert_string_equal(part, "con");
    assert_null(ak_arena_strdup(arena, NULL));
    assert_string_equal(ak_arena_strndup(arena, "abc", 0), "");
    assert_string_equal(ak_arena_printf(arena, "%s/%d", whole, 7), "contoso/7");
    assert_string_equal(ak_arena_printf(arena, "%s", ""), "");
    assert_int_equal(strlen(ak_arena_printf(arena, "%*s", 70000, "x")), 70000);
    for (int len = 254; len <= 258; len++)
        assert_int_equal(strlen(ak_arena_printf(arena, "%*s", len, "x")), len);
    ak_arena_free(arena);
}

static void equal_texts_share_one_copy(void **state)
{
    enum { TEXTS = 1000 };
    struct ak_arena *arena = ak_arena_new(0);
    const char *copies[TEXTS];
    char text[32];

    (void)state;
    assert_null(ak_arena_intern(arena, NULL));
    for (int i = 0; i < TEXTS; i++) {
        snprintf(text, sizeof text, "Standard_D%ds_v5", i);
        copies[i] = ak_arena_intern(arena, text);
        assert_string_equal(copies[i], text);
        assert_ptr_not_equal(copies[i], text);
    }
    /* The texts of 16 bytes, a table of at least two slots a text, and room to grow. */
    size_t footprint = ak_arena_footprint(arena);
    assert_in_range(footprint, TEXTS * (16 + 2 * sizeof(char *)), 60000);
    for (int i = 0; i < TEXTS; i++) {
        snprintf(text, sizeof text, "Standard_D%ds_v5", i);
        assert_ptr_equal(ak_arena_intern(arena, text), copies[i]);
    }
    assert_int_equal(ak_arena_footprint(arena), footprint);
    const char *empty = ak_arena_intern(arena, "");
    assert_ptr_equal(ak_arena_intern(arena, ""), empty);
    assert_ptr_not_equal(ak_arena_intern(arena, "standard_d1s_v5"), copies[1]);
    ak_arena_free(arena);
}

static void the_footprint_counts_what_was_taken_from_the_system(void **state)
{
    struct ak_arena *arena = ak_arena_new(1000);
    size_t empty = ak_arena_footprint(arena);

    (void)state;
    ak_arena_alloc(arena, 1, 500);
    size_t one_block = ak_arena_footprint(arena);
    assert_in_range(one_block, empty + 1000, empty + 1200);
    ak_arena_alloc(arena, 1, 488); /* behind 500 and 12 for the alignment: to the last byte */
    assert_int_equal(ak_arena_footprint(arena), one_block);
    ak_arena_strdup(arena, "");
    assert_true(ak_arena_footprint(arena) > one_block);
    one_block = ak_arena_footprint(arena);
    ak_arena_alloc(arena, 1, 100000);
    assert_in_range(ak_arena_footprint(arena), one_block + 100000, one_block + 100200);
    ak_arena_free(arena);
}

static void alloc_overflowing(void)
{
    ak_arena_alloc(ak_arena_new(0), SIZE_MAX / 2 + 1, 2);
}

static void a_size_that_overflows_ends_the_program(void **state)
{
    (void)state;
    assert_aborts(alloc_overflowing, "akscope: out of memory\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(pieces_larger_than_a_block_are_whole),
        cmocka_unit_test(the_memory_of_a_large_arena_goes_back_to_the_system),
        cmocka_unit_test(a_scratch_arena_is_one_too),
        cmocka_unit_test(no_bytes_are_a_place_too),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(equal_texts_share_one_copy),
        cmocka_unit_test(the_footprint_counts_what_was_taken_from_the_system),
        cmocka_unit_test(a_size_that_overflows_ends_the_program),
    };

    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
