// 2 tests: both pass.
describe('green', () => {
  it('one', () => {});
  it('two', () => {});
});
