// 2 test cases: both pass.
#define BOOST_TEST_MODULE green
#include <boost/test/included/unit_test.hpp>

BOOST_AUTO_TEST_CASE(one) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(two) { BOOST_TEST(1 + 1 == 2); }
