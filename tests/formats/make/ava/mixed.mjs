// One of everything that AVA can say.
import test from 'ava'

test('passes', (t) => t.pass())
test('fails: Größe 😀 <a> & "b"', (t) => t.deepEqual({ name: 'Zoë 😀' }, { name: 'Zoe ]]> 𝔘' }))
test('throws', () => { throw new TypeError('an exception: 😀 <&>') })
test('no assertion', () => {})
test('times out', async (t) => { t.timeout(50); await new Promise((done) => setTimeout(done, 2000)) })
test.skip('skipped', (t) => t.fail())
test.todo('to do: 日本語')
test.failing('fails as expected', (t) => t.fail('still broken'))
test.failing('passes unexpectedly', (t) => t.pass())
test('name with # hash', (t) => t.pass())
test('name with # SKIP in it', (t) => t.pass())
test('logs in colour', (t) => { t.log('\u001b[1;32mgreen\u001b[0m\nnot ok 99 - not a result'); t.fail('\u001b[31mred message\u001b[0m') })
