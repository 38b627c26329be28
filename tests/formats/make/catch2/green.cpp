// 2 test cases: both pass.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#include <catch2/catch_reporter_tap.hpp>

TEST_CASE("one") { CHECK(true); }
TEST_CASE("two") { CHECK(1 + 1 == 2); }
