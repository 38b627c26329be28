# One example with a message of 31 kB, and one without.
RSpec.describe 'big' do
  it('says much') { raise "the quick brown fox <&> ü😀\n" * 1000 }
  it('quiet') { expect(1).to eq 1 }
end
