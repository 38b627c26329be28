// 6 tests: 2 pass, 3 fail (one by an exception), 1 is skipped.
#include <cxxtest/TestSuite.h>

#include <iostream>
#include <stdexcept>

class Mixed : public CxxTest::TestSuite {
 public:
  void testPasses() { TS_ASSERT_EQUALS(1 + 1, 2); }
  void testPrints() { std::cerr << "\x1b[32mcoloured\x1b[0m <out>\n"; }
  void testFails() { TS_FAIL("größe <&> \"quoted\" ]]> \xF0\x9F\x90\xA7"); }
  void testFailsTwice() { TS_ASSERT_EQUALS(1, 2); TS_ASSERT_EQUALS(3, 4); }
  void testThrows() { throw std::runtime_error("out of <memory> & luck"); }
  void testSkips() { TS_SKIP("no <network>"); }
};
