// Escape codes in names and messages.
test('a \u001b[31mred\u001b[0m name', () => {})
test('colours', () => {
  console.log('\u001b[1;32mgreen\u001b[0m \u0007 bell')
  throw new Error('\u001b[31mred message\u001b[0m')
})
