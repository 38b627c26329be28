// One of everything that Jest can say.
describe('mixed <outcomes> & "more" 😀', () => {
  test('passes', () => { expect(1 + 1).toBe(2) })
  test('fails', () => { expect({ name: 'Zoë 😀', tags: '<a> & "b"' }).toEqual({ name: 'Zoe', tags: ']]> 𝔘' }) })
  test('throws', () => { throw new TypeError('an exception: 😀 <&>') })
  test('rejects', async () => { await Promise.reject(new Error('later')) })
  test('times out', (done) => { setTimeout(done, 500).unref() }, 30)
  test.skip('skipped', () => {})
  test.todo('to do: 日本語')
  test.failing('fails as expected', () => { throw new Error('still broken') })
  test.failing('passes unexpectedly', () => {})
  test.each(['grüße', '𝔘😀', `<a href='x'>&"`])('word %s', (word) => { expect(word).toBeTruthy() })
  describe('nested', () => {
    describe('deeper', () => {
      test('passes', () => {})
    })
    describe('with a broken hook', () => {
      beforeAll(() => { throw new Error('no database') })
      test('never run', () => {})
    })
  })
})
