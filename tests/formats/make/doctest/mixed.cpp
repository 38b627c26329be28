// 8 test cases: 2 pass, 5 fail (one by an exception, one in 1 of its 2 subcases), 1 is skipped.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <iostream>
#include <stdexcept>
#include <string>

TEST_SUITE("größe <&>") {
  TEST_CASE("passes") { REQUIRE(1 + 1 == 2); }
  TEST_CASE("prints \xF0\x9F\x90\xA7") { std::cout << "\x1b[32mcoloured\x1b[0m <out>\n"; CHECK(true); }
}
TEST_SUITE("red") {
  TEST_CASE("fails \"quoted\"") {
    INFO("the <penguin> \xF0\x9F\x90\xA7");
    CHECK(std::string("a & b") == std::string("\x1b[31mred\x1b[0m"));
  }
  TEST_CASE("fails twice") {
    CHECK(1 == 2);
    CHECK(3 == 4);
  }
  TEST_CASE("throws") { throw std::runtime_error("out of <memory> & luck"); }
  TEST_CASE("subcases") {
    SUBCASE("good") { CHECK(true); }
    SUBCASE("bad") { CHECK(false); }
  }
}
TEST_CASE("skipped" * doctest::skip()) { CHECK(false); }
TEST_CASE("prints a megabyte") {
  std::string text;
  for (int i = 0; text.size() < 1000000; i++) text += "line " + std::to_string(i) + " of <many> & more\n";
  std::cout << text;
  CHECK(false);
}
