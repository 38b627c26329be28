// 3 tests: all pass.
#include <gtest/gtest.h>

TEST(Green, one) { SUCCEED(); }
TEST(Green, two) { SUCCEED(); }
template <class T> class Typed : public testing::Test {};
using Kinds = testing::Types<int>;
TYPED_TEST_SUITE(Typed, Kinds);
TYPED_TEST(Typed, holds) { EXPECT_EQ(TypeParam(), TypeParam()); }
