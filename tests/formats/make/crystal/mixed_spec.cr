# 6 examples: 2 pass, 1 fails, 1 ends by an exception (error), 2 are pending.
require "spec"

describe "größe <&> \"quoted\" 🐧" do
  it "passes" { (1 + 1).should eq 2 }
  it "prints" { STDERR.puts "\e[32mcoloured\e[0m <out>" }
  it "fails" { "größe <&> ]]> 🐧".should eq "\e[31mred\e[0m" }
  it "throws" { raise "out of <memory> & luck" }
  pending "is pending" { }
  describe "inner" do
    it "gives up" { pending! "no <network>" }
  end
end
