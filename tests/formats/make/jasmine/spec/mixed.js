// One of everything that Jasmine can say.
describe('mixed <outcomes> & "more" 😀', () => {
  it('passes', () => { expect(1 + 1).toBe(2) })
  it('fails', () => { expect({ name: 'Zoë 😀', tags: '<a> & "b"' }).toEqual({ name: 'Zoe', tags: '𝔘' }) })
  it('fails twice', () => { expect(1).toBe(2); expect(3).toBe(4) })
  it('throws', () => { throw new TypeError('an exception: 😀 <&>') })
  it('rejects', async () => { throw new Error('later') })
  it('times out', (done) => { setTimeout(done, 500) }, 30)
  xit('switched off', () => {})
  it('pending: 日本語')
  it('makes itself pending', () => { pending('no <gpu> & no "driver" 😀') })
  it('expects nothing', () => {})
  for (const word of ['grüße', '𝔘😀', `<a href='x'>&"`, ']]>']) it(`word ${word}`, () => { expect(word).toBeTruthy() })
  describe('nested', () => {
    describe('deeper', () => { it('passes', () => { expect(true).toBeTrue() }) })
    describe('with a broken beforeAll', () => {
      beforeAll(() => { throw new Error('no database') })
      it('never run', () => { expect(true).toBeTrue() })
    })
    describe('with a broken afterAll', () => {
      afterAll(() => { throw new Error('could not remove') })
      it('passes', () => { expect(true).toBeTrue() })
    })
  })
})
