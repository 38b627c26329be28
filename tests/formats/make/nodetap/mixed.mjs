// One of everything that node-tap can say.
import t from 'tap'

t.test('passes', (t) => { t.ok(true, 'fine'); t.end() })
t.test('fails: Größe 😀 <a> & "b"', (t) => { t.same({ name: 'Zoë 😀' }, { name: 'Zoe ]]> 𝔘' }, 'the same'); t.equal(1, 1); t.end() })
t.test('throws', () => { throw new TypeError('an exception: 😀 <&>') })
t.test('skipped', { skip: 'no <gpu> & no # "driver" 😀' }, (t) => { t.fail('never run'); t.end() })
t.test('to do', { todo: true }, (t) => { t.fail('not yet'); t.end() })
t.test('red and to do', (t) => { t.fail('not yet', { todo: 'one day' }); t.pass('skip', { skip: true }); t.end() })
t.test('name with # SKIP in it', (t) => { t.pass('\\ and # escaped'); t.end() })
t.test('parent', (t) => {
  t.test('child', (t) => {
    t.test('grandchild', (t) => { t.pass('green'); t.fail('red'); t.end() })
    t.pass('after the grandchild')
    t.end()
  })
  t.end()
})
t.test('no assertion', async () => {})
console.log('\u001b[1;32mgreen\u001b[0m output')
