/* Group mixed: 2 pass, 2 fail, 1 is skipped. Group broken: 1 passes, the set-up of the other fails. Group green: 2 pass. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void passes(void **state) { (void)state; assert_int_equal(1 + 1, 2); }
static void prints(void **state) { (void)state; fprintf(stderr, "\x1b[32mcoloured\x1b[0m <out>\n"); }
static void fails(void **state) { (void)state; assert_string_equal("größe <&> \xF0\x9F\x90\xA7", "a & b"); }
static void is_killed(void **state) { (void)state; *(volatile int *)0 = 1; }
static void skips(void **state) { (void)state; skip(); }
static void never(void **state) { (void)state; }
static int breaks(void **state) { (void)state; return -1; }

int main(int count, char **words) {
    const struct CMUnitTest green[] = {cmocka_unit_test(passes), cmocka_unit_test(prints)};
    const struct CMUnitTest mixed[] = {
        cmocka_unit_test(passes), cmocka_unit_test(prints), cmocka_unit_test(fails),
        cmocka_unit_test(is_killed), cmocka_unit_test(skips),
    };
    const struct CMUnitTest broken[] = {cmocka_unit_test(never), cmocka_unit_test_setup_teardown(never, breaks, NULL)};
    int failed = 0;
    for (int i = 1; i < count; i++) {
        if (!strcmp(words[i], "green")) failed += cmocka_run_group_tests(green, NULL, NULL);
        if (!strcmp(words[i], "mixed")) failed += cmocka_run_group_tests(mixed, NULL, NULL);
        if (!strcmp(words[i], "broken")) failed += cmocka_run_group_tests(broken, NULL, NULL);
    }
    return failed;
}
