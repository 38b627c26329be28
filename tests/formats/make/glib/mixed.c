/* mixed: 4 pass (one with a child of its own), 1 is skipped, 1 is incomplete, 2 fail; green: the 4; abort: one more ends the program, one is never run. */
#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static void passes(void) { g_assert_cmpint(1 + 1, ==, 2); }
static void prints(void) {
    g_test_message("größe <&> \xF0\x9F\x90\xA7 # not ok");
    g_test_message("several\nlines\nnot ok 3 of it");
    g_print("\x1b[32mcoloured\x1b[0m <out>\n");
}
static void skips(void) { g_test_skip("no <network> # here"); }
static void incomplete(void) { g_test_incomplete("not done yet"); }
static void fails(void) { g_test_fail(); }
static void fails_with_words(void) { g_test_fail_printf("größe %d # <&> \xF0\x9F\x90\xA7", 7); }
static void in_a_child(void) {
    if (g_test_subprocess()) g_error("meant to be");
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_failed();
}
static void measures(void) { g_test_minimized_result(0.5, "half a second"); }
static void dies(void) { g_assert_cmpint(1, ==, 2); }

int main(int count, char **words) {
    gboolean green = count > 1 && strcmp(words[1], "green") == 0;
    gboolean abort = count > 1 && strcmp(words[1], "abort") == 0;
    setlocale(LC_ALL, "");
    g_test_init(&count, &words, NULL);
    g_test_add_func("/basics/passes", passes);
    g_test_add_func("/basics/prints", prints);
    g_test_add_func("/basics/in a child", in_a_child);
    g_test_add_func("/basics/measures", measures);
    if (!green) {
        g_test_add_func("/more/skips", skips);
        g_test_add_func("/more/incomplete", incomplete);
        g_test_add_func("/more/fails", fails);
        g_test_add_func("/more/fails with words", fails_with_words);
    }
    if (abort) {
        g_test_add_func("/zz/dies", dies);
        g_test_add_func("/zz/never run", passes);
    }
    return g_test_run();
}
