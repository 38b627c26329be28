// 6 tests in 2 groups: 3 pass, 2 fail, 1 is ignored. One file a group.
#include <CppUTest/CommandLineTestRunner.h>
#include <CppUTest/TestHarness.h>

TEST_GROUP(Basics){};
TEST(Basics, passes) { CHECK_EQUAL(2, 1 + 1); }
TEST(Basics, prints) { UT_PRINT("\x1b[32mcoloured\x1b[0m <out> & größe"); }
TEST(Basics, fails) { STRCMP_EQUAL("größe <&> \"quoted\" \xF0\x9F\x90\xA7", "a & b"); }
IGNORE_TEST(Basics, ignored) { FAIL("no"); }
TEST_GROUP(More){};
TEST(More, passes) { CHECK(true); }
TEST(More, fails) { FAIL("said <no>"); }

int main(int count, char **words) { return CommandLineTestRunner::RunAllTests(count, words); }
