// One of everything that lab can say.
const { expect } = require('@hapi/code')
const Lab = require('@hapi/lab')

const lab = exports.lab = Lab.script()
lab.experiment('mixed <outcomes> & "more" 😀', () => {
  lab.test('passes', () => { expect(1 + 1).to.equal(2) })
  lab.test('fails', () => { expect({ name: 'Zoë 😀', tags: '<a> & "b"' }).to.equal({ name: 'Zoe', tags: '𝔘' }) })
  lab.test('throws', () => { throw new TypeError('an exception: 😀 <&>') })
  lab.test('times out', { timeout: 30 }, () => new Promise((done) => setTimeout(done, 500)))
  lab.test('skipped', { skip: true }, () => {})
  lab.test('to do: 日本語')
  let tries = 0
  lab.test('flaky', { retry: 3 }, () => { tries += 1; if (tries < 3) throw new Error(`try ${tries}`) })
  lab.experiment('nested', () => {
    lab.test('passes', () => {})
  })
})
