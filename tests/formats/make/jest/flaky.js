// Passes at the third try; the other never.
jest.retryTimes(3, { logErrorsBeforeRetry: true })
let tries = 0
test('flaky', () => { tries += 1; expect(tries).toBe(3) })
test('never', () => { throw new Error('each time') })
test('at once', () => {})
