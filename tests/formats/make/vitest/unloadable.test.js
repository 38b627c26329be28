// Can't be loaded.
import { test } from 'vitest'
import { missing } from './no-such-module.js'

test('never run', () => missing())
