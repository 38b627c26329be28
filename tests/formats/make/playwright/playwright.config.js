// Two projects, so that each test is there twice in a run with both.
const retries = Number(process.env.RETRIES || 0)
module.exports = { testDir: '.', retries, workers: 1, projects: [{ name: 'first' }, { name: 'second <&> 😀' }] }
