// One of everything that tape can say.
const test = require('tape')

test('several assertions: Größe 😀 <a> & "b"', (t) => {
  t.plan(4)
  t.ok(true, 'passes')
  t.equal('Zoë 😀', 'Zoe ]]> 𝔘', 'fails')
  t.deepEqual({ a: [1, 2] }, { a: [1, 3] }, 'fails deeply')
  t.pass('# SKIP not a directive? grüße')
})
test('skipped assertions', (t) => {
  t.skip('a skipped one')
  t.fail('a skipped red one', { skip: true })
  t.fail('to be mended', { todo: true })
  t.pass('to be mended, but green', { todo: 'one day' })
  t.end()
})
test.skip('a skipped test', (t) => { t.fail('never run'); t.end() })
test('too many assertions', (t) => { t.plan(1); t.pass('one'); t.pass('two') })
test('times out', { timeout: 50 }, (t) => { t.pass('before') })
test('throws in a callback', (t) => { t.throws(() => { throw new Error('x') }, /x/, 'throws what it should'); t.end() })
test('parent', (t) => {
  t.test('child', (st) => { st.pass('in the child'); st.fail('red in the child'); st.end() })
  t.end()
})
test('colours', (t) => {
  console.log('\u001b[1;32mgreen\u001b[0m')
  console.log('okay, this is no result')
  t.error(new Error('\u001b[31mred message\u001b[0m'))
  t.end()
})
