# One of everything that RSpec can say.
RSpec.describe 'mixed <outcomes> & "more" 😀' do
  it('passes') { expect(1 + 1).to eq 2 }
  it('fails') { expect('Zoë 😀 <a>').to eq %(Zoe & "b" ]]> 𝔘) }
  it('raises') { raise ArgumentError, 'an exception: 😀 <&>' }
  it('fails many times', :aggregate_failures) { expect(1).to eq 2; expect(3).to eq 4 }
  xit('switched off') { raise }
  it 'not yet implemented: 日本語'
  it('skips itself') { skip 'no <gpu> & no "driver" 😀' }
  it('pending and red') { pending 'one day'; expect(1).to eq 2 }
  it('pending but green') { pending 'mended by now'; expect(1).to eq 1 }
  it { expect(1).to eq 1 }
  %w[grüße 𝔘😀 <a>&"].each { |word| it("word #{word}") { expect(word).not_to be_empty } }
  it('colours') { puts "\e[1;32mgreen\e[0m"; raise "\e[31mred message\e[0m \a ]]>" }
  context 'nested' do
    context('deeper') { it('passes') { expect(true).to be true } }
    context 'with a broken before' do
      before(:all) { raise 'no database' }
      it('never run') { expect(true).to be true }
      it('never run either') { expect(true).to be true }
    end
  end
end
