// Nothing red.
describe('green', () => {
  it('one', () => {})
  it('zwei größer', () => {})
  describe('inner', () => { it('three', () => {}) })
})
