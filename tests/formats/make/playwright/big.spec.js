// One test that prints a megabyte, and one that does not.
const { test } = require('@playwright/test')

test('prints a megabyte', () => {
  for (let number = 0; number < 16384; number++) console.log(String(number).padStart(6, '0') + ' the quick brown fox jumps over the lazy dog <&> ü😀')
  throw new Error('after a megabyte')
})
test('quiet', () => {})
