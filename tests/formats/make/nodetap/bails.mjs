// Bails out.
import t from 'tap'

t.pass('first')
t.test('inner', (t) => { t.pass('second'); t.bailout('the house is on fire: 😀') })
t.pass('never run')
