// 2 test cases: both pass.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

TEST_CASE("one") { CHECK(true); }
TEST_CASE("two") { CHECK(1 + 1 == 2); }
