// Escape codes in names, output and messages.
import { test } from 'vitest'

test('a \u001b[31mred\u001b[0m name', () => {})
test('colours', () => {
  console.log('\u001b[1;32mgreen\u001b[0m \u0007 bell \u0000 nul')
  console.error('\u001b[33mwarning\u001b[0m ]]>')
  throw new Error('\u001b[31mred message\u001b[0m \u0007')
})
