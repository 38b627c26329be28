// A hook throws; lab's JUnit reporter can't write that.
const Lab = require('@hapi/lab')

const lab = exports.lab = Lab.script()
lab.test('passes', () => {})
lab.experiment('with a broken before', () => {
  lab.before(() => { throw new Error('no database') })
  lab.test('never run', () => {})
})
