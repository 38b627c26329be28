// Escape codes in names and messages.
it('a \u001b[31mred\u001b[0m name', () => {})
it('colours', () => { throw new Error('\u001b[31mred message\u001b[0m \u0007') })
