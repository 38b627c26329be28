// One of everything that mocha can say.
const assert = require('node:assert')

describe('mixed <outcomes> & "more" 😀', () => {
  it('passes', () => {})
  it('fails', () => { assert.deepStrictEqual({ name: 'Zoë 😀', tags: '<a> & "b"' }, { name: 'Zoe', tags: ']]> 𝔘' }) })
  it('throws', () => { throw new TypeError('an exception: 😀 <&>') })
  it('rejects', async () => { throw new Error('later') })
  it('throws no error', () => { throw 'a string' }) // eslint-disable-line
  it('times out', (done) => { setTimeout(done, 500) }).timeout(30)
  it.skip('skipped', () => {})
  it('skips itself', function () { this.skip() })
  it('pending: 日本語')
  for (const word of ['grüße', '𝔘😀', `<a href='x'>&"`, ']]>']) it(`word ${word}`, () => {})
  describe('nested', () => {
    describe('deeper', () => { it('passes', () => {}) })
    describe('with a broken before', () => {
      before('connect', () => { throw new Error('no database') })
      it('never run', () => {})
      it('never run either', () => {})
    })
    describe('with a broken afterEach', () => {
      afterEach(() => { throw new Error('could not remove') })
      it('passes at first', () => {})
      it('never run', () => {})
    })
  })
})
