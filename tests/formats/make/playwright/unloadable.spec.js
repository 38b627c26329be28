// Can't be loaded.
const missing = require('./no-such-module')
const { test } = require('@playwright/test')

test('never run', () => missing())
