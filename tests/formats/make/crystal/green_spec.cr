# 2 examples: both pass.
require "spec"

describe "green" do
  it "one" { }
  it "two" { }
end
