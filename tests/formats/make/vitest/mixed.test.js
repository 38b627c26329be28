// One of everything that Vitest can say.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

describe('mixed <outcomes> & "more" 😀', () => {
  test('passes', () => { expect(1 + 1).toBe(2) })
  test('fails', () => { expect({ name: 'Zoë 😀', tags: '<a> & "b"' }).toEqual({ name: 'Zoe', tags: ']]> 𝔘' }) })
  test('fails softly, twice', () => { expect.soft(1).toBe(2); expect.soft(3).toBe(4) })
  test('throws', () => { throw new TypeError('an exception: 😀 <&>') })
  test('times out', async () => { await new Promise((done) => setTimeout(done, 500)) }, 30)
  test.skip('skipped', () => {})
  test('skips itself', (context) => context.skip('no <gpu> & no "driver" 😀'))
  test.todo('to do: 日本語')
  test.fails('fails as expected', () => { throw new Error('still broken') })
  test.fails('passes unexpectedly', () => {})
  test.for(['grüße', '𝔘😀', `<a href='x'>&"`, ']]>'])('word %s', () => {})
  let tries = 0
  test('flaky', { retry: 3 }, () => { tries += 1; expect(tries).toBe(3) })
  test('never', { retry: 2 }, () => { throw new Error('each time') })
  test('repeated', { repeats: 2 }, () => {})
  describe('nested', () => {
    describe('deeper', () => { test('passes', () => {}) })
    describe('with a broken beforeAll', () => {
      beforeAll(() => { throw new Error('no database') })
      test('never run', () => {})
    })
    describe('with a broken afterAll', () => {
      afterAll(() => { throw new Error('could not remove') })
      test('passes', () => {})
    })
  })
})
