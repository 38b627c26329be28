// One test that prints a megabyte, and one that does not.
const test = require('tape')

test('prints a megabyte', (t) => {
  for (let number = 0; number < 16384; number++) console.log(String(number).padStart(6, '0') + ' the quick brown fox jumps over the lazy dog <&> ü😀')
  t.fail('after a megabyte')
  t.end()
})
test('quiet', (t) => { t.pass('quiet'); t.end() })
