// Ends the process in the midst of a test.
import { test } from 'node:test'

test('passes', () => {})
test('ends the process', () => { process.exit(3) })
test('never run', () => {})
