// Can't be loaded: no test is run.
require('./nowhere');
test('never', () => {});
