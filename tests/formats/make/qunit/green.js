// Nothing red.
QUnit.test('one', (assert) => { assert.true(true) })
QUnit.test('zwei größer', (assert) => { assert.true(true) })
