// The end of a CDATA section in a message, which the NUnit reporter writes as it is.
describe('cdata', () => {
  it('says the end', () => { expect('an end ]]> of CDATA').toBe('another') })
  it('passes', () => { expect(true).toBeTrue() })
})
