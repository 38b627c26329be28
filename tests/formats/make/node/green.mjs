// Nothing red.
import { describe, it, test } from 'node:test'

test('one', () => {})
test('zwei größer 😀', async (t) => { await t.test('inner', () => { console.log('printed') }) })
describe('suite', () => { it('three', () => {}) })
