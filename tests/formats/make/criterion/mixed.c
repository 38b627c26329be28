/* 8 tests: 2 pass, 4 fail (an assertion, a signal, a timeout, one of two parameters), 2 are skipped or disabled. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

Test(basics, passes) { cr_assert(1 + 1 == 2); }
Test(basics, prints) { fprintf(stderr, "\x1b[32mcoloured\x1b[0m <out>\n"); }
#ifndef GREEN
Test(basics, fails) { cr_assert_str_eq("größe <&>", "a & b", "the <penguin> \xF0\x9F\x90\xA7"); }
Test(basics, fails_twice) { cr_expect(0, "first"); cr_expect(0, "second"); }
Test(basics, is_killed) { raise(SIGSEGV); }
Test(basics, takes_too_long, .timeout = 1) { sleep(5); }
Test(more, disabled, .disabled = true) { cr_assert(0); }
Test(more, skips) { cr_skip_test("no <network>"); }
#endif
