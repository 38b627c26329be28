// 10 test cases: 3 pass, 3 fail, 2 end by an exception or a signal (errors), 2 are disabled or skipped.
#define BOOST_TEST_MODULE mixed <&>
#include <boost/test/included/unit_test.hpp>
#include <boost/test/data/test_case.hpp>

#include <iostream>
#include <stdexcept>

namespace utf = boost::unit_test;

BOOST_AUTO_TEST_SUITE(basics)
BOOST_AUTO_TEST_CASE(passes) { BOOST_TEST(1 + 1 == 2); }
BOOST_AUTO_TEST_CASE(prints) {
  std::cout << "\x1b[32mcoloured\x1b[0m <out>\n";
  BOOST_TEST_MESSAGE("größe <&> \xF0\x9F\x90\xA7");
  BOOST_TEST(true);
}
BOOST_AUTO_TEST_CASE(fails) { BOOST_TEST(std::string("a & b") == std::string("größe <&> \xF0\x9F\x90\xA7")); }
BOOST_AUTO_TEST_CASE(fails_twice) {
  BOOST_TEST(1 == 2);
  BOOST_TEST(3 == 4);
}
BOOST_AUTO_TEST_CASE(throws) { throw std::runtime_error("out of <memory> & luck"); }
BOOST_AUTO_TEST_CASE(is_killed) { raise(SIGFPE); }
BOOST_AUTO_TEST_SUITE(inner)
BOOST_AUTO_TEST_CASE(disabled, *utf::disabled()) { BOOST_TEST(false); }
BOOST_AUTO_TEST_CASE(needs_fails, *utf::depends_on("basics/fails")) { BOOST_TEST(true); }
BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()

BOOST_DATA_TEST_CASE(of_two, boost::unit_test::data::make({1, 2}), number) { BOOST_TEST(number == 1); }
