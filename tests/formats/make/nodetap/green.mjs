// Nothing red.
import t from 'tap'

t.test('one', (t) => { t.pass('first'); t.pass('zwei größer 😀'); t.end() })
t.pass('on the outside')
