// 7 test cases: 2 pass, 4 fail (one of them by an exception, one in 2 of its 4 sections), 1 is hidden.
// The junit reporter counts sections, the tap reporter assertions: see tally.yml.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#include <catch2/catch_reporter_tap.hpp>

#include <iostream>
#include <stdexcept>

TEST_CASE("passes", "[basic]") { REQUIRE(1 + 1 == 2); }
TEST_CASE("prints größe <&> \xF0\x9F\x90\xA7", "[basic]") {
  std::cout << "\x1b[32mcoloured\x1b[0m <out> & \xF0\x9F\x90\xA7\n";
  std::cerr << "to the other stream\n";
  CHECK(true);
}
TEST_CASE("fails \"quoted\"", "[red]") {
  INFO("the <penguin> \xF0\x9F\x90\xA7");
  CHECK(std::string("a & b") == std::string("\x1b[31mred\x1b[0m"));
}
TEST_CASE("fails twice", "[red]") {
  CHECK(1 == 2);
  CHECK(3 == 4);
}
TEST_CASE("throws", "[red]") { throw std::runtime_error("out of <memory> & luck"); }
TEST_CASE("sections", "[red]") {
  SECTION("good") { CHECK(true); }
  SECTION("bad") { CHECK(false); }
  SECTION("outer") {
    SECTION("inner good") { CHECK(true); }
    SECTION("inner bad") { FAIL("said no"); }
  }
}
TEST_CASE("hidden", "[.]") { CHECK(false); }
