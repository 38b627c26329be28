// 3 tests: 1 passes, 2 fail, one of them with a message so long that the file has 1 MB (it holds it twice).
#include <gtest/gtest.h>

#include <string>

TEST(Big, passes) { SUCCEED(); }
TEST(Big, fails_with_a_megabyte) {
  std::string text;
  for (int i = 0; text.size() < 400000; i++) text += "line " + std::to_string(i) + " of <many> & more\n";
  FAIL() << text;
}
TEST(Big, fails_after_it) { FAIL() << "short"; }
