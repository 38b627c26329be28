// 2 test cases: 1 passes, 1 fails with a message that has the end of a CDATA section twice; Boost.Test escapes the first only.
#define BOOST_TEST_MODULE unescaped
#include <boost/test/included/unit_test.hpp>

BOOST_AUTO_TEST_CASE(passes) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(fails) { BOOST_TEST(std::string("a & b") == std::string("größe ]]> \xF0\x9F\x90\xA7")); }
