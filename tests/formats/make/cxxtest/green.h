// 2 tests: both pass.
#include <cxxtest/TestSuite.h>

class Green : public CxxTest::TestSuite {
 public:
  void testOne() {}
  void testTwo() {}
};
