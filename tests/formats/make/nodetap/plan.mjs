// A subtest plans more than it does.
import t from 'tap'

t.pass('fine')
t.test('wrong plan', (t) => { t.plan(3); t.pass('only one'); t.end() })
