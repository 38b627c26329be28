// One test that prints a megabyte, and one that does not.
import { test } from 'vitest'

test('prints a megabyte', () => {
  for (let number = 0; number < 512; number++) console.log(String(number).padStart(6, '0') + ' the quick brown fox <&> ü😀'.repeat(64))
  throw new Error('after a megabyte')
})
test('quiet', () => {})
