// Nothing red.
const { test } = require('@playwright/test')

test.describe('green', () => {
  test('one', () => { console.log('printed') })
  test('zwei größer', () => {})
  test.describe('inner', () => { test('three', () => {}) })
})
