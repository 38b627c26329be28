-- The file can't be loaded: one error, no test.
describe("broken", function()
  it("never"
end)
