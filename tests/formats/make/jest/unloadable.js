// Can't be loaded.
const missing = require('./no-such-module')
test('never run', () => missing())
