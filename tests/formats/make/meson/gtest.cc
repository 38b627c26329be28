#include <gtest/gtest.h>

TEST(Inner, passes) { SUCCEED(); }
TEST(Inner, fails) { EXPECT_EQ(1, 2) << "said <no>"; }
TEST(Inner, skips) { GTEST_SKIP() << "not now"; }
