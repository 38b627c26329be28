// Nothing red.
describe('green', () => {
  it('one', () => { expect(1).toBe(1) })
  it('zwei größer', () => { expect(2).toBe(2) })
  describe('inner', () => { it('three', () => { expect(3).toBe(3) }) })
})
