// Every test passes, but a rejection was not caught.
import test from 'ava'

test('leaves a promise behind', (t) => { Promise.reject(new Error('nobody caught this')); t.pass() })
