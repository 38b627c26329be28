// Nothing red.
import test from 'ava'

test('one', (t) => t.pass())
test('zwei größer 😀', (t) => { t.log('printed'); t.pass() })
