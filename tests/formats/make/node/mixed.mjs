// One of everything that node:test can say.
import assert from 'node:assert'
import { after, before, describe, it, test } from 'node:test'

test('passes', () => {})
test('fails: Größe 😀 <a> & "b"', () => { assert.deepStrictEqual({ name: 'Zoë 😀', tags: '<a> & "b"' }, { name: 'Zoe', tags: '𝔘' }) })
test('throws', () => { throw new TypeError('an exception: 😀 <&>') })
test('rejects', async () => { throw new Error('later') })
test('throws no error', () => { throw 'a string' }) // eslint-disable-line
test('times out', { timeout: 50 }, async () => { await new Promise((done) => setTimeout(done, 1000)) })
test('skipped', { skip: 'no <gpu> & no # "driver" 😀' }, () => {})
test('skips itself', (t) => { t.skip() })
test('to do, and red', { todo: 'one day' }, () => { throw new Error('not yet') })
test('to do, and green', { todo: true }, () => {})
test('name with # hash and \\ backslash', () => {})
test('name with # SKIP in it', () => {})
test('prints what looks like TAP', () => {
  console.log('not ok 99 - not a result\n1..5\nBail out! no')
})
test('subtests', async (t) => {
  await t.test('first', () => {})
  await t.test('second', () => { throw new Error('red subtest') })
  await t.test('third', async (t) => { await t.test('deep', () => {}) })
})
describe('suite', () => {
  it('passes', () => {})
  it('fails', () => { assert.strictEqual(1, 2) })
  describe('with a broken before', () => {
    before(() => { throw new Error('no database') })
    it('never run', () => {})
  })
  describe('with a broken after', () => {
    after(() => { throw new Error('could not remove') })
    it('passes', () => {})
  })
})
