# Nothing red.
RSpec.describe 'green' do
  it('one') { expect(1).to eq 1 }
  it('zwei größer') { expect(2).to eq 2 }
  describe('inner') { it('three') { expect(3).to eq 3 } }
end
