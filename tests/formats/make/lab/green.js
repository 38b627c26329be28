// Nothing red.
const Lab = require('@hapi/lab')

const lab = exports.lab = Lab.script()
lab.test('one', () => {})
lab.experiment('inner', () => { lab.test('zwei größer', () => {}) })
