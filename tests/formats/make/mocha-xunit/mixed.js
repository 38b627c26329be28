// 8 tests: 3 pass (one at its second try), 3 fail (one by an exception, one by its timeout), 2 are pending. One more is never run: its hook fails.
const assert = require('assert');
describe('größe <&> "quoted"', () => {
  it('passes', () => assert.equal(1 + 1, 2));
  it('prints 🐧', () => console.log('\u001b[32mcoloured\u001b[0m <out> & ]]>'));
  it('fails', () => assert.strictEqual('größe <&> ]]> 🐧', '\u001b[31mred\u001b[0m'));
  it('throws', () => { throw new Error('out of <memory> & luck'); });
  it('takes too long', (done) => {}).timeout(100);
  it.skip('skipped', () => {});
  it('has no body');
});
describe('again', () => {
  let tries = 0;
  it('flaky', () => assert.equal(tries++, 1)).retries(2);
});
describe('broken world', () => {
  before(() => { throw new Error('no database'); });
  it('never', () => {});
});
