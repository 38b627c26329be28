// 2 tests: both pass.
test('one', () => {});
test('two', () => {});
