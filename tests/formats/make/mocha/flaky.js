// Passes at the third try; the other never.
let tries = 0
describe('retries', function () {
  this.retries(2)
  it('flaky', () => { tries += 1; if (tries < 3) throw new Error(`try ${tries}`) })
  it('never', () => { throw new Error('each time') })
  it('at once', () => {})
})
