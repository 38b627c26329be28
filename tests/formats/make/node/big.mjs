// One test that prints 100 kB, and one that does not.
import { test } from 'node:test'

test('prints much', () => {
  for (let number = 0; number < 1600; number++) console.log(String(number).padStart(6, '0') + ' the quick brown fox jumps over the lazy dog <&> ü😀')
  throw new Error('after so much')
})
test('quiet', () => {})
