// Runs one spec file with the reporters of jasmine-reporters: report.js OUTDIR NAME
const Jasmine = require('jasmine')
const reporters = require('jasmine-reporters')

const [, , savePath, name] = process.argv
const runner = new Jasmine({ projectBaseDir: __dirname })
runner.env.clearReporters()
runner.loadConfig({ spec_dir: 'spec', spec_files: [`${name}.js`], random: false })
runner.addReporter(new reporters.JUnitXmlReporter({ savePath, filePrefix: name, consolidateAll: true }))
runner.addReporter(new reporters.NUnitXmlReporter({ savePath, filename: `${name}.nunit.xml`, reportName: `Report <${name}>` }))
runner.addReporter(new reporters.TapReporter())
runner.execute()
