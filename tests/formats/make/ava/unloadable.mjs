// Can't be loaded.
import test from 'ava'
import missing from './no-such-module.mjs'

test('never run', () => missing())
