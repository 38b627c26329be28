// 11 tests: 4 pass (passes, records, two parametrised), 4 fail (fails, fails_twice, throws, one parametrised),
// 2 skipped (skips, skips_from_set_up), 1 disabled.
#include <gtest/gtest.h>

#include <iostream>
#include <stdexcept>
#include <string>

TEST(Basics, passes) { EXPECT_EQ(2, 1 + 1); }
TEST(Basics, fails) {
  EXPECT_EQ(std::string("größe <&> \"quoted\" 'x' ]]> \xF0\x9F\x90\xA7"), std::string("\x1b[31mred\x1b[0m"))
      << "the penguin \xF0\x9F\x90\xA7 & <b>";
}
TEST(Basics, fails_twice) {
  EXPECT_TRUE(false) << "first";
  EXPECT_TRUE(false) << "second";
}
TEST(Basics, throws) { throw std::runtime_error("out of <memory> & luck"); }
TEST(Basics, skips) { GTEST_SKIP() << "no <network> here"; }
TEST(Basics, DISABLED_later) { FAIL(); }
TEST(Basics, records) {
  RecordProperty("colour", "grün <&>");
  std::cout << "\x1b[32mcoloured\x1b[0m output\n";
}

class SetUpSkips : public testing::Test {
  void SetUp() override { GTEST_SKIP() << "set up says no"; }
};
TEST_F(SetUpSkips, skips_from_set_up) { FAIL(); }

class Words : public testing::TestWithParam<std::string> {};
TEST_P(Words, is_short) { EXPECT_LT(GetParam().size(), 6u); }
INSTANTIATE_TEST_SUITE_P(Some, Words, testing::Values("a<b", "naïve&", "\xF0\x9F\x90\xA7"));
