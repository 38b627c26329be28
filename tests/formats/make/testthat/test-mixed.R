# 9 tests: 4 pass (one with a warning), 2 fail, 1 ends by an error, 2 are skipped (one because it is empty).
test_that("passes", expect_equal(1 + 1, 2))
test_that("prints größe <&> \"quoted\" \U0001F427", {
  cat("\033[32mcoloured\033[0m <out>\n")
  expect_true(TRUE)
  expect_true(TRUE)
})
test_that("fails", expect_equal("größe <&> ]]> \U0001F427", "\033[31mred\033[0m"))
test_that("fails twice", {
  expect_true(FALSE)
  expect_identical(3, 4)
})
test_that("errs", stop("out of <memory> & luck"))
test_that("skips", skip("no <network>"))
test_that("empty", {})
test_that("warns", {
  warning("a <warning>")
  expect_true(TRUE)
})
describe("a thing", it("has größe", expect_gt(2, 1)))
