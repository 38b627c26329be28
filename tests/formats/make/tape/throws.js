// An exception ends the process: the output stops without a plan.
const test = require('tape')

test('one', (t) => { t.pass('first'); t.end() })
test('two', (t) => { t.pass('second'); throw new Error('an exception: 😀 <&>') })
test('three', (t) => { t.pass('never run'); t.end() })
