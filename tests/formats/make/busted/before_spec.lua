-- What comes before all tests of a block throws: busted reports an error, and the tests inside are not run.
describe("a world", function()
  setup(function() error("no database") end)
  it("never", function() end)
end)
describe("another world", function()
  it("passes", function() end)
end)
