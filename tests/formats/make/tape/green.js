// Nothing red.
const test = require('tape')

test('one', (t) => { t.pass('first'); t.pass('zwei größer 😀'); t.end() })
test('two', (t) => { t.comment('a comment'); t.equal(1, 1); t.end() })
