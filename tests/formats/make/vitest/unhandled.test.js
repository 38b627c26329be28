// Every test passes, the run does not.
import { test } from 'vitest'

test('leaves a promise behind', () => { Promise.reject(new Error('nobody caught this')) })
