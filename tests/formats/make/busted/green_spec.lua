-- 2 tests: both pass.
describe("green", function()
  it("one", function() end)
  it("two", function() end)
end)
