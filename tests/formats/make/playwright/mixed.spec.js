// One of everything that Playwright Test can say, without a browser.
const { test, expect } = require('@playwright/test')

test.describe('mixed <outcomes> & "more" 😀', () => {
  test('passes', () => { expect(1 + 1).toBe(2) })
  test('fails', () => { expect({ name: 'Zoë 😀', tags: '<a> & "b"' }).toEqual({ name: 'Zoe', tags: ']]> 𝔘' }) })
  test('fails softly, twice', () => { expect.soft(1).toBe(2); expect.soft(3).toBe(4) })
  test('throws', () => { throw new TypeError('an exception: 😀 <&>') })
  test('times out', async () => { test.setTimeout(200); await new Promise((done) => setTimeout(done, 5000)) })
  test.skip('skipped', () => {})
  test('skips itself', () => { test.skip(true, 'no <gpu> & no "driver" 😀') })
  test.fixme('to be mended: 日本語', () => {})
  test('fails as expected', () => { test.fail(); throw new Error('still broken') })
  test('passes unexpectedly', () => { test.fail() })
  for (const word of ['grüße', '𝔘😀', `<a href='x'>&"`, ']]>', '\u001b[31mred\u001b[0m']) test(`word ${word}`, () => {})
  test('flaky', ({}, info) => { console.log(`try ${info.retry}`); if (info.retry < 1) throw new Error('not yet') })
  test('colours', () => {
    console.log('\u001b[1;32mgreen\u001b[0m \u0007 bell \u0000 nul ]]>')
    console.error('\u001b[33mwarning\u001b[0m')
    throw new Error('\u001b[31mred message\u001b[0m')
  })
  test.describe('nested', () => {
    test.describe('deeper', () => { test('passes', () => {}) })
    test.describe('with a broken beforeAll', () => {
      test.beforeAll(() => { throw new Error('no database') })
      test('blamed', () => {})
      test('never run', () => {})
    })
    test.describe.serial('one after the other', () => {
      test('breaks the row', () => { throw new Error('broken') })
      test('never run', () => {})
    })
  })
})
