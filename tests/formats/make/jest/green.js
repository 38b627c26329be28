// Nothing red.
describe('green', () => {
  test('one', () => {})
  test('zwei größer', () => {})
  describe('inner', () => { test('three', () => { console.log('printed') }) })
})
