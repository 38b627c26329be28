// Escape codes and "]]>" in names, output and messages, which the JUnit reporter writes as they are.
import { test } from 'node:test'

test('a \u001b[31mred\u001b[0m name', () => {})
test('an end ]]> of CDATA', () => { throw new Error('an end ]]> of CDATA') })
test('colours', () => {
  console.log('\u001b[1;32mgreen\u001b[0m')
  throw new Error('\u001b[31mred message\u001b[0m \u0007')
})
