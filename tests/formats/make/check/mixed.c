/* 8 checks: 4 pass (one of a loop of 2, one that should exit with 3), 2 fail, 1 ends by a signal, 1 by its timeout. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

START_TEST(passes) { ck_assert_int_eq(1 + 1, 2); }
END_TEST
START_TEST(prints) {
    /* stderr: the TAP goes to a file of its own */
    fprintf(stderr, "\x1b[32mcoloured\x1b[0m <out> not ok 7\n");
}
END_TEST
START_TEST(fails) { ck_assert_str_eq("größe <&> # \xF0\x9F\x90\xA7", "a & b"); }
END_TEST
START_TEST(is_killed) { raise(SIGSEGV); }
END_TEST
START_TEST(takes_too_long) { sleep(5); }
END_TEST
START_TEST(exits_with_three) { exit(3); }
END_TEST
START_TEST(of_two) { ck_assert_int_eq(_i, 0); }
END_TEST

int main(int count, char **words) {
    int green = count > 1;
    (void)words;
    Suite *suite = suite_create("mixed # <&>");
    TCase *basics = tcase_create("basics");
    tcase_set_timeout(basics, 1);
    tcase_add_test(basics, passes);
    tcase_add_test(basics, prints);
    tcase_add_exit_test(basics, exits_with_three, 3);
    if (!green) {
        tcase_add_test(basics, fails);
        tcase_add_test(basics, is_killed);
        tcase_add_test(basics, takes_too_long);
        tcase_add_loop_test(basics, of_two, 0, 2);
    }
    suite_add_tcase(suite, basics);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
