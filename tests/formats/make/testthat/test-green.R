# 2 tests: both pass.
test_that("one", expect_true(TRUE))
test_that("two", expect_equal(1 + 1, 2))
