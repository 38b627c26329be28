// Nothing red.
import { describe, test } from 'vitest'

describe('green', () => {
  test('one', () => { console.log('printed') })
  test('zwei größer', () => {})
  describe('inner', () => { test('three', () => {}) })
})
