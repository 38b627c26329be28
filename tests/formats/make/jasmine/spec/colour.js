// Escape codes in names, output and messages.
describe('colour', () => {
  it('a \u001b[31mred\u001b[0m name', () => { expect(true).toBeTrue() })
  it('colours', () => { console.log('\u001b[1;32mgreen\u001b[0m'); throw new Error('\u001b[31mred message\u001b[0m \u0007') })
})
